package main

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
)

// A limitedHandler lets so many lines of each message pass in a second; the next one that passes
// says how many did not.
type limitedHandler struct {
	slog.Handler
	*lineLimit
}

type lineLimit struct {
	mu     sync.Mutex
	byText map[string]*lineCount
	hidden atomic.Uint64 // all of them
}

type lineCount struct {
	second        int64
	lines, hidden int
}

const (
	linesASecond = 20
	mostMessages = 100 // that are told apart: there are fewer, all constants
)

func limitLines(h slog.Handler) limitedHandler {
	return limitedHandler{h, &lineLimit{byText: map[string]*lineCount{}}}
}

// take reports whether one more line passes, and how many have not before it.
func (l *lineLimit) take(r *slog.Record) (hidden int, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := r.Message
	c := l.byText[text]
	if c == nil {
		if len(l.byText) >= mostMessages {
			text = ""
		}
		if c = l.byText[text]; c == nil {
			c = new(lineCount)
			l.byText[text] = c
		}
	}
	if second := r.Time.Unix(); second != c.second {
		c.second, c.lines = second, 0
	}
	if c.lines++; c.lines > linesASecond {
		c.hidden++
		l.hidden.Add(1)
		return 0, false
	}
	hidden, c.hidden = c.hidden, 0
	return hidden, true
}

// Handle writes the record, or counts it.
func (h limitedHandler) Handle(ctx context.Context, r slog.Record) error {
	hidden, ok := h.take(&r)
	if !ok {
		return nil
	}
	if hidden > 0 {
		r = r.Clone()
		r.AddAttrs(slog.Int("unlogged", hidden))
	}
	err := h.Handler.Handle(ctx, r)
	if err != nil {
		h.hidden.Add(1)
	}
	return err
}

// WithAttrs returns a handler with the same limit.
func (h limitedHandler) WithAttrs(a []slog.Attr) slog.Handler {
	return limitedHandler{h.Handler.WithAttrs(a), h.lineLimit}
}

// WithGroup returns a handler with the same limit.
func (h limitedHandler) WithGroup(name string) slog.Handler {
	return limitedHandler{h.Handler.WithGroup(name), h.lineLimit}
}
