type Stroke = (text: string) => string;

/** The colours of reports. An instance of chalk has this type; `plain` is the one without colours. */
export interface Paint {
  red: Stroke;
  green: Stroke;
  yellow: Stroke;
  cyan: Stroke;
  dim: Stroke;
  bold: Stroke;
}

const same: Stroke = (text) => text;

/** No colour at all: for files, pipes and NO_COLOR. */
export const plain: Paint = {
  red: same,
  green: same,
  yellow: same,
  cyan: same,
  dim: same,
  bold: same,
};
