package main

import (
	"bytes"
	"errors"
	"io"
	"time"
)

// A lineQueue writes lines on a goroutine of its own: whoever reads the log may stop reading, and
// stops no connection.
type lineQueue struct {
	lines chan []byte // nil asks for written
	done  chan struct{}
}

const mostQueued = 1000

var errLogFull = errors.New("nobody reads the log")

func queueLines(w io.Writer) *lineQueue {
	q := &lineQueue{make(chan []byte, mostQueued), make(chan struct{})}
	go func() {
		defer close(q.done)
		for b := range q.lines {
			if b == nil {
				return
			}
			w.Write(b) //nolint:errcheck // there is no other log
		}
	}()
	return q
}

// Write queues a line, or fails at once.
func (q *lineQueue) Write(b []byte) (int, error) {
	select {
	case q.lines <- bytes.Clone(b):
		return len(b), nil
	default:
		return 0, errLogFull
	}
}

// flush waits until what is queued is written, a second at most. Nothing is written afterwards.
func (q *lineQueue) flush() {
	limit := time.After(time.Second)
	select {
	case q.lines <- nil:
	case <-limit:
		return
	}
	select {
	case <-q.done:
	case <-limit:
	}
}
