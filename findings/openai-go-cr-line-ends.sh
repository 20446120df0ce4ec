#!/usr/bin/env bash
# Packages: github.com/openai/openai-go/v3 v3.99.0 (Go)
# Behaviour: A stream whose lines end with CR alone gives no event at all: Next() returns false at once, and
#   Err() is nil.
# Why it surprises: The SSE standard allows CR, LF and CRLF as line end. The client splits at LF only, so the
#   whole stream is one line with an unknown field. Because it reports no error, a loop ends as after an empty
#   answer. A stream with CRLF is read.
# Output seen:
#   LF: 3 events, last "response.completed", error <nil>
#   CRLF: 3 events, last "response.completed", error <nil>
#   CR: 0 events, last "", error <nil>
# Date: 2026-12-01
# Needs: Go 1.24 or newer, and the Go module proxy
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod
go mod init example.com/reader 2> init.log || { cat init.log >&2; exit 1; }
go get github.com/openai/openai-go/v3@v3.99.0 2> get.log || { cat get.log >&2; exit 1; }

cat > main.go <<'END'
package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/responses"
)

const object = `{"id":"resp_1","object":"response","created_at":1700000000,"completed_at":END,"status":"STATUS",` +
	`"model":"m","output":[],"error":null,"incomplete_details":null,"instructions":null,"previous_response_id":null,` +
	`"metadata":{},"tools":[],"tool_choice":"auto","parallel_tool_calls":true,"text":{"format":{"type":"text"}},` +
	`"reasoning":null,"truncation":"disabled","temperature":1,"top_p":1,"top_logprobs":0,"presence_penalty":0,` +
	`"frequency_penalty":0,"max_output_tokens":null,"max_tool_calls":null,"store":true,"background":false,` +
	`"service_tier":"default","safety_identifier":null,"prompt_cache_key":null,"usage":USAGE}`

const usage = `{"input_tokens":3,"input_tokens_details":{"cached_tokens":0},"output_tokens":4,` +
	`"output_tokens_details":{"reasoning_tokens":0},"total_tokens":7}`

func frame(number int, kind, response string) string {
	return fmt.Sprintf("event: %s\ndata: {\"type\":%q,\"sequence_number\":%d,\"response\":%s}\n\n", kind, kind, number, response)
}

func main() {
	begun := strings.NewReplacer("STATUS", "in_progress", "END", "null", "USAGE", "null").Replace(object)
	ended := strings.NewReplacer("STATUS", "completed", "END", "1700000001", "USAGE", usage).Replace(object)
	stream := frame(0, "response.created", begun) + frame(1, "response.in_progress", begun) +
		frame(2, "response.completed", ended) + "data: [DONE]\n\n"
	ends := map[string]string{"/LF/responses": "\n", "/CRLF/responses": "\r\n", "/CR/responses": "\r"}

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("content-type", "text/event-stream")
		fmt.Fprint(w, strings.ReplaceAll(stream, "\n", ends[r.URL.Path]))
	}))

	changed := false
	for _, name := range []string{"LF", "CRLF", "CR"} {
		client := openai.NewClient(option.WithAPIKey("none"), option.WithMaxRetries(0),
			option.WithBaseURL(fmt.Sprintf("http://%s/%s", listener.Addr(), name)))
		events := client.Responses.NewStreaming(context.Background(), responses.ResponseNewParams{
			Model: "m", Input: responses.ResponseNewParamsInputUnion{OfString: openai.String("hi")},
		})
		count, last := 0, ""
		for events.Next() {
			count++
			last = events.Current().Type
		}
		fmt.Printf("%s: %d events, last %q, error %v\n", name, count, last, events.Err())
		want := map[bool]int{true: 0, false: 3}[name == "CR"]
		changed = changed || count != want || events.Err() != nil
	}
	if changed {
		fmt.Fprintln(os.Stderr, "CHANGED: openai-go v3.99.0 no longer reads a stream with CR line ends as empty")
		os.Exit(1)
	}
}
END
go run .
