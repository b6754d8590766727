package x25peer

import (
	"context"
	"time"
)

// later is what the other side comes to.
type later[T any] chan struct {
	value T
	err   error
}

func start[T any](f func(ctx context.Context) (T, error)) later[T] {
	c := make(later[T], 1)
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 6*patience)
		defer cancel()
		value, err := f(ctx)
		c <- struct {
			value T
			err   error
		}{value, err}
	}()
	return c
}

// outcome waits for the other side.
func (c later[T]) outcome(s *scene) (T, error) {
	s.Helper()
	select {
	case r := <-c:
		return r.value, r.err
	case <-time.After(3 * patience):
		s.Fatal("the socket does not return")
	}
	panic("not reached")
}

// must waits for the other side, which must not fail.
func (c later[T]) must(s *scene) T {
	s.Helper()
	v, err := c.outcome(s)
	if err != nil {
		s.Fatal(err)
	}
	return v
}
