#!/usr/bin/env bash
# Packages: async-openai 0.43.0 (crates.io)
# Behaviour: An `error` event in the form of Open Responses, with an object `error`, cannot be read as
#   ResponseStreamEvent: "missing field `message`". The form of OpenAI's reference, with `message` beside
#   `type`, is read.
# Why it surprises: The error that the server sent is replaced by an error of the JSON reader, which does not
#   contain the code or the text of the cause. It is the reverse of the official client in Python, which
#   raises on the first form and not on the second, so no one form of the event is understood by both.
# Output seen:
#   nested: missing field `message`
#   flat: read
# Date: 2026-12-01
# Needs: Rust and crates.io
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
mkdir -p reader/src
cat > reader/Cargo.toml <<'END'
[package]
name = "reader"
version = "0.0.0"
edition = "2021"

[dependencies]
async-openai = { version = "=0.43.0", default-features = false, features = ["response-types"] }
serde_json = "1"
END
export CARGO_TARGET_DIR="$dir/target"

cat > reader/src/main.rs <<'END'
use async_openai::types::responses::ResponseStreamEvent;

fn read(json: &str) -> String {
    match serde_json::from_str::<ResponseStreamEvent>(json) {
        Ok(_) => "read".into(),
        Err(error) => error.to_string(),
    }
}

fn main() {
    let nested = read(
        r#"{"type":"error","sequence_number":2,"error":{"type":"server_error","code":"overloaded","message":"boom","param":null}}"#,
    );
    let flat = read(r#"{"type":"error","sequence_number":2,"code":"overloaded","message":"boom","param":null}"#);
    println!("nested: {nested}\nflat: {flat}");
    if !nested.contains("missing field `message`") || flat != "read" {
        eprintln!("CHANGED: async-openai 0.43.0 reads these events in another way");
        std::process::exit(1);
    }
}
END
cargo run --quiet --manifest-path reader/Cargo.toml
