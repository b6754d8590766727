package relay

import (
	"context"
	"errors"
	"net"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
)

// RunDial is [Run] for a responder that is not connected yet: it calls dial when the first unit of
// the initiator has passed. An initiator that sends nothing, or nothing valid, costs the responder
// nothing.
//
// While dial runs the initiator is not read. dial has to bound its own time; its context ends when
// the connection does. When dial fails the initiator is answered as [validate.Stream.Unreachable]
// says, a CR by a DR with reason 2, session entity not attached to TSAP; the connection then ends
// with an [Error] of reason ErrUnreachable.
func RunDial(ctx context.Context, initiator net.Conn, dial func(context.Context) (net.Conn, error), s *validate.Stream, o Options) error {
	r := newRelay(initiator, s, o)
	r.dial, r.values = dial, context.WithoutCancel(ctx)
	return r.run(ctx)
}

// join begins to forward what the responder sends. It reports false when the connection has ended
// meanwhile.
func (r *relay) join(responder net.Conn) bool {
	r.joining.Lock()
	defer r.joining.Unlock()
	r.cancel = nil
	if r.ended.Load() != 0 {
		return false
	}
	r.sides[osi.FromResponder].conn = responder
	r.ways.Go(func() { r.copy(osi.FromResponder) })
	return true
}

// connect dials the responder, for which unit is the first. Its caller holds the lock of that side.
func (r *relay) connect(unit []byte) bool {
	ctx, cancel := context.WithCancel(r.values)
	defer cancel()
	r.joining.Lock()
	r.cancel = cancel
	over := r.ended.Load() != 0
	r.joining.Unlock()
	if over {
		return false
	}
	responder, err := r.dial(ctx)
	if err == nil && responder == nil {
		err = errors.New("no connection")
	}
	if err != nil {
		r.mu.Lock()
		v := r.stream.Unreachable(osi.FromInitiator, unit, err)
		r.mu.Unlock()
		r.end(&Error{Reason: ErrUnreachable, Reaction: v.Reaction, Err: err}, [2][][]byte{v.Answer})
		return false
	}
	r.listen() // the time that dial took is not the responder's
	if !r.join(responder) {
		responder.Close() //nolint:errcheck // nothing was sent
		return false
	}
	return true
}
