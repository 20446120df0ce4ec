// Writes fixtures/good: conforming tapes of our own making, which every rule must stay silent on.
// Run it after changing scripts/fixtures (`node scripts/make-fixtures.mjs [FOLDER]`) and commit what it wrote.
import "./fixtures/text.mjs";
import "./fixtures/calls.mjs";
import "./fixtures/reasoning.mjs";
import "./fixtures/hosted.mjs";
import "./fixtures/structured.mjs";
import "./fixtures/plain.mjs";
import "./fixtures/stored.mjs";
import "./fixtures/background.mjs";
import "./fixtures/parity.mjs";
import "./fixtures/websocket.mjs";
