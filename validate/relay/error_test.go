package relay_test

import (
	"errors"
	"io"
	"testing"

	pkgerrors "github.com/pkg/errors"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/validate/relay"
)

// Each error says who is at fault and why; errors.Is, errors.As and errors.Cause reach what is in
// it.
func TestError(t *testing.T) {
	t.Parallel()
	_, rule := transport.Parse([]byte{6, 0xe0, 0, 0, 0, 1})
	broken := errors.New("cable cut")
	for _, c := range []struct {
		err   relay.Error
		text  string
		cause error
	}{
		{relay.Error{Reason: relay.ErrIdle}, "relay: idle", relay.ErrIdle},
		{relay.Error{Reason: relay.ErrStopped, Err: broken}, "relay: stopped: cable cut", broken},
		{relay.Error{Reason: relay.ErrSlow}, "relay: slow unit from the initiator", relay.ErrSlow},
		{relay.Error{Reason: relay.ErrStalled, From: osi.FromResponder}, "relay: peer does not read, octets from the responder", relay.ErrStalled},
		{relay.Error{Reason: relay.ErrCut, Err: io.ErrUnexpectedEOF}, "relay: end within a unit from the initiator: unexpected EOF", io.ErrUnexpectedEOF},
		{relay.Error{Reason: relay.ErrFailed, Err: broken}, "relay: connection failed from the initiator: cable cut", broken},
		{relay.Error{Reason: relay.ErrMessage, From: osi.FromResponder}, "relay: message too long from the responder", relay.ErrMessage},
		{relay.Error{Reason: relay.ErrRejected, Err: pkgerrors.WithStack(rule)}, "relay: unit rejected from the initiator: " + rule.Error(), rule},
	} {
		err := pkgerrors.WithMessage(&c.err, "mta")
		if got := c.err.Error(); got != c.text {
			t.Errorf("%s", got)
		}
		if !errors.Is(err, c.err.Reason) || c.err.Err != nil && !errors.Is(err, c.err.Err) || pkgerrors.Cause(err) != c.cause {
			t.Errorf("%s: cause %v", c.text, pkgerrors.Cause(err))
		}
		if c.err.Reason.String() != c.err.Reason.Error() {
			t.Error(c.err.Reason)
		}
	}
	if got := relay.Reason(99).Error(); got != "reason(99)" {
		t.Error(got)
	}
}
