// The parts of Mocha that are used. The package has no types of its own.
declare module "mocha" {
  type Body = () => void | Promise<void>;
  export type Define = (title: string, body: Body) => void;
  const mocha: {
    before(body: Body): void;
    beforeEach(body: Body): void;
    describe: Define;
    it: Define;
  };
  export default mocha;
}
