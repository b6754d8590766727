package socket

import (
	"bytes"
	"context"
	"errors"

	"github.com/osi-go/osi/x25"
)

// Dial makes a call and waits until it is accepted. The route to call.Called must exist. The end
// of ctx clears the call.
//
// A call that the far end or the network refuses is a [*ClearedError], one that ends with its link
// a [*LinkError], one that nobody answers within T21 of the kernel (200 s) ErrNoAnswer. What X.25
// forbids is an [*osi.Error], what the kernel cannot ask for [errors.ErrUnsupported]. So is a
// kernel without X.25, where the error is EAFNOSUPPORT, too. Without a route, as when the device is
// down, it is ENETUNREACH. A link that is not up keeps the call waiting.
func Dial(ctx context.Context, call Call) (*Conn, error) {
	if err := call.check(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	fd, err := open()
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

// begin sends the call request.
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

// connected finds out how the call went.
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
