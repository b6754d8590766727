package socket

import (
	"bytes"
	"context"
	"errors"

	"github.com/osi-go/osi/x25"
)

// Dial makes a call and waits until it is accepted. If ctx ends before, the call is cleared. The
// kernel must have a route to call.Called. A call on a link that is not yet up waits for the link.
// call is not kept.
//
// The error is
//
//   - a [*ClearedError] if the far end or the network refuses the call;
//   - a [*LinkError] if the call ends with its link;
//   - [ErrNoAnswer] if nobody answers within T21 of the kernel (200 s);
//   - an [*osi.Error] of kind [osi.ErrLength] or [osi.ErrValue] if X.25 forbids the call;
//   - [errors.ErrUnsupported] if the kernel cannot make such a call, and also EAFNOSUPPORT if the
//     kernel has no X.25;
//   - ENETUNREACH without a route, as when the device is down.
func Dial(ctx context.Context, call Call) (*Conn, error) {
	if err := call.check(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	fd, err := openSocket()
	if err != nil {
		return nil, err
	}
	c, err := newConn(fd)
	if err != nil {
		return nil, err
	}
	c.call = call
	c.call.UserData = bytes.Clone(call.UserData)
	if err := c.dial(ctx); err != nil {
		return nil, errors.Join(err, c.close())
	}
	return c, nil
}

func (c *Conn) dial(ctx context.Context) error {
	defer c.until(ctx)()
	if err := c.do(c.begin); err != nil {
		return err
	}
	err := c.write(func(fd int) (bool, error) { return writable(fd) })
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return err
	}
	return c.do(c.connected)
}

// begin prepares the socket and sends the call request.
func (c *Conn) begin(fd int) error {
	local, remote := toKernel(c.call.Calling), toKernel(c.call.Called)
	if err := errors.Join(bind(fd, &local), setQualifiers(fd, true), enlarge(fd)); err != nil {
		return err
	}
	k, u, d := c.call.kernel(), userData(c.call.UserData), c.call.extensions()
	if err := errors.Join(control(fd, setFacilities, &k), control(fd, setUserData, &u), control(fd, setDTEFacilities, &d)); err != nil {
		return err
	}
	return connect(fd, &remote)
}

// connected finds out whether the call was accepted, and with what.
func (c *Conn) connected(fd int) error {
	reason, err := failure(fd)
	if err != nil {
		return err
	}
	if _, err := name(fd, true); err == nil {
		asked := c.call
		c.answer, err = c.learn(fd)
		if c.call.CalledExtension.Len() == 0 {
			c.call.CalledExtension = asked.CalledExtension
		}
		if c.call.CallingExtension.Len() == 0 {
			c.call.CallingExtension = asked.CallingExtension
		}
		return err
	}
	if reason == nil || timedOut(reason) { // T21, and the clear that follows it was confirmed, or not
		return ErrNoAnswer
	}
	var cause causeDiagnostic
	if err := control(fd, getCause, &cause); err != nil {
		return err
	}
	if linkFailed(reason) {
		return &LinkError{Err: reason}
	}
	return &ClearedError{Cause: x25.ClearCause(cause.Cause), Diagnostic: x25.Diagnostic(cause.Diagnostic)}
}
