package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// Each message has so many lines a second; the next one says how many were left out. A flood of one
// message hides no other.
func TestLogLimit(t *testing.T) {
	t.Parallel()
	var out buffer
	h := limitLines(slog.NewTextHandler(&out, nil))
	at := time.Unix(1e9, 0)
	say := func(h slog.Handler, text string) {
		h.Handle(context.Background(), slog.NewRecord(at, slog.LevelWarn, text, 0))
	}
	for i := range 3000 {
		at = time.Unix(1e9, 0).Add(time.Duration(i) * time.Millisecond)
		say(h.WithAttrs([]slog.Attr{slog.Int("a", 1)}).WithGroup("g"), "flood")
	}
	say(h, "other")
	at = at.Add(time.Second)
	say(h, "flood")
	text := out.String()
	if n := strings.Count(text, "msg=flood"); n != 3*linesASecond+1 {
		t.Errorf("%d lines", n)
	}
	if h.hidden.Load() != 3000-3*linesASecond || strings.Count(text, "unlogged=980") != 3 || strings.Count(text, "msg=other") != 1 {
		t.Errorf("%d hidden\n%s", h.hidden.Load(), text)
	}
	for i := range 10 * mostMessages { // the table is bounded
		say(h, strings.Repeat("x", i))
	}
	if n := len(h.byText); n > mostMessages+1 {
		t.Errorf("%d messages", n)
	}
}

// A log that nobody reads stops nobody who writes to it: lines beyond the queue are counted, and
// those in it are written when somebody reads.
func TestLogUnread(t *testing.T) {
	t.Parallel()
	r, w := io.Pipe()
	q := queueLines(w)
	h := limitLines(slog.NewTextHandler(q, nil))
	const seconds = 2 * mostQueued / linesASecond
	for i := range seconds * linesASecond {
		h.Handle(context.Background(), slog.NewRecord(time.Unix(int64(1e9+i/linesASecond), 0), slog.LevelWarn, "flood", 0))
	}
	if n := h.hidden.Load(); n != mostQueued && n != mostQueued-1 { // one is being written
		t.Errorf("%d hidden", n)
	}
	q.flush()
	read := make(chan int)
	go func() {
		b, _ := io.ReadAll(r)
		read <- bytes.Count(b, []byte("msg=flood"))
	}()
	q.flush()
	w.Close()
	if n, hidden := <-read, h.hidden.Load(); uint64(n)+hidden != 2*mostQueued {
		t.Errorf("%d written, %d hidden", n, hidden)
	}
}
