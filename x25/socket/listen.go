package socket

import (
	"bytes"
	"context"
	"errors"
	"os"

	"github.com/osi-go/osi/x25"
)

// Listening says which calls a [Listener] takes. The zero Listening takes all.
type Listening struct {
	Called   x25.Address // the called address; the zero Address takes calls to any
	UserData []byte      // what the call user data must begin with; at most 128 octets
	Backlog  int         // calls that may wait for Next; 0 is 16. The kernel clears further ones, number busy

	// The largest values that the kernel agrees to; zero means the same as in Call. The kernel may
	// answer a call with a value below the default (128, 2), even where X.25 6.12 forbids it.
	PacketSizes x25.PacketSizes
	WindowSizes x25.WindowSizes
	Throughput  x25.ThroughputClasses

	RefuseReverseCharging bool // the kernel clears calls with reverse charging, number busy
}

// A Listener takes calls. None is accepted before the program does. Its methods may be called
// concurrently.
type Listener struct {
	*descriptor
	prefix []byte
	turn   chan struct{} // full while a Next waits for a call
}

// Listen begins to take calls. l is not kept. What X.25 forbids, what the kernel cannot do and a
// kernel without X.25 are the same errors as of [Dial].
func Listen(l Listening) (*Listener, error) {
	as := Call{Called: l.Called, PacketSizes: l.PacketSizes, WindowSizes: l.WindowSizes, Throughput: l.Throughput}
	if err := as.check(); err != nil {
		return nil, err
	}
	if len(l.UserData) > x25.MaxFastSelectData {
		return nil, unsupported("call user data of more than 128 octets")
	}
	fd, err := openSocket()
	if err != nil {
		return nil, err
	}
	d, err := newDescriptor(fd)
	if err != nil {
		return nil, err
	}
	local, k, u := toKernel(l.Called), as.kernel(), userData(l.UserData)
	if l.Called.Len() == 0 {
		local = wildcardAddress()
	}
	if l.RefuseReverseCharging {
		k.Reverse = 0x81 // of a listener: what it refuses
	}
	err = d.do(func(fd int) error {
		if err := bind(fd, &local); err != nil {
			return err
		}
		err := errors.Join(control(fd, setFacilities, &k), control(fd, setUserData, &u), command(fd, approveCalls), bounded(fd), enlarge(fd),
			control(fd, setMatchLength, &matchLength{number(len(l.UserData))}))
		if err != nil {
			return err
		}
		backlog := l.Backlog
		if backlog <= 0 {
			backlog = 16
		}
		return listen(fd, backlog)
	})
	if err != nil {
		return nil, errors.Join(err, d.close())
	}
	return &Listener{descriptor: d, prefix: bytes.Clone(l.UserData), turn: make(chan struct{}, 1)}, nil
}

// Accept waits for a call and accepts it, without called user data. It passes over a call that ends
// before it is accepted. Its errors are those of [Listener.Next] and [Incoming.Accept].
func (l *Listener) Accept(ctx context.Context) (*Conn, error) {
	for {
		call, err := l.Next(ctx)
		if err != nil {
			return nil, err
		}
		if conn, err := call.Accept(nil); !isEnd(err) {
			return conn, err
		}
	}
}

// isEnd reports whether err says that the call is over.
func isEnd(err error) bool {
	var cleared *ClearedError
	var link *LinkError
	return errors.As(err, &cleared) || errors.As(err, &link)
}

// Next waits for a call, or until ctx ends. It passes over calls that their caller has cleared, and
// clears those whose user data are shorter than [Listening].UserData, which the kernel lets
// through. If the kernel does not tell what a call asks for, Next clears it and returns the error
// of the system. After Close the error is [os.ErrClosed].
func (l *Listener) Next(ctx context.Context) (*Incoming, error) {
	select {
	case l.turn <- struct{}{}:
		defer func() { <-l.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer l.until(ctx)()
	for {
		call := -1
		err := l.read(func(fd int) (bool, error) {
			n, again, err := accept(fd)
			call = n
			return !again, err
		})
		switch {
		case ctx.Err() != nil:
			if err == nil {
				err = closeSocket(call)
			}
			return nil, errors.Join(ctx.Err(), ignoreDeadline(err))
		case err != nil:
			return nil, err
		}
		in, err := l.incoming(call)
		if in != nil || err != nil {
			return in, err
		}
	}
}

// incoming reads the call; nil when it is not to be offered.
func (l *Listener) incoming(fd int) (*Incoming, error) {
	c, err := newConn(fd)
	if err != nil {
		return nil, err
	}
	var userData []byte
	err = c.do(func(fd int) error {
		peer, err := name(fd, true)
		if err != nil {
			return c.over(fd, err)
		}
		local, err := name(fd, false)
		if err != nil {
			return err
		}
		c.call.Called, c.call.Calling = local.address(), peer.address()
		userData, err = c.learn(fd)
		return errors.Join(err, setQualifiers(fd, true))
	})
	c.call.UserData = userData
	in := &Incoming{c}
	switch {
	case isEnd(err):
		return nil, c.close()
	case err != nil:
		return nil, errors.Join(err, c.close())
	case !bytes.HasPrefix(userData, l.prefix):
		return nil, in.Refuse(x25.ClearDTE, x25.DiagUserData)
	}
	return in, nil
}

// Close takes no more calls, and clears those that wait for Next: the kernel would leave them
// without an answer. Calls that Next has returned go on.
func (l *Listener) Close() error {
	err := l.do(func(fd int) error {
		for {
			call, again, err := accept(fd)
			if again || err != nil {
				return err
			}
			if err := closeSocket(call); err != nil {
				return err
			}
		}
	})
	return errors.Join(err, l.close())
}

// An Incoming is a call that waits for Accept or Refuse.
type Incoming struct{ conn *Conn }

// Call returns what the caller asks for, with the facilities reduced to those of [Listening].
// UserData must not be modified.
func (i *Incoming) Call() Call { return i.conn.call }

// Accept accepts the call, with data as called user data, which only a call with fast select may
// have: otherwise data is an [*osi.Error] of kind [osi.ErrState] (X.25 6.16). More than 128 octets
// are [errors.ErrUnsupported]. The call waits on after these errors.
//
// After any other error the call is over. If the caller has cleared it the error is a
// [*ClearedError], and if its link has failed a [*LinkError].
func (i *Incoming) Accept(data []byte) (*Conn, error) {
	options := x25.CallOptions{FastSelect: i.conn.call.FastSelect}.Facility()
	call := x25.CallRequest{}
	var err error
	if call.Facilities, err = x25.AppendFacilities(nil, x25.Modulo8, options); err != nil {
		return nil, err
	}
	if err := (&x25.CallAccepted{UserData: data}).Agrees(&call); err != nil {
		return nil, err
	}
	if len(data) > x25.MaxFastSelectData {
		return nil, unsupported("called user data of more than 128 octets")
	}
	err = i.conn.do(func(fd int) error {
		u := userData(data) // the kernel would send the caller's own back
		if err := control(fd, setUserData, &u); err != nil {
			return err
		}
		if err := command(fd, sendAccept); err != nil {
			if _, over := name(fd, true); over != nil {
				return i.conn.over(fd, over)
			}
			return err
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, i.conn.close())
	}
	return i.conn, nil
}

// Refuse clears the call as [Conn.Clear] does, with the same errors.
func (i *Incoming) Refuse(cause x25.ClearCause, diagnostic x25.Diagnostic) error {
	return i.conn.Clear(cause, diagnostic)
}

// ignoreDeadline returns nil for the deadline that the end of a context set.
func ignoreDeadline(err error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return nil
	}
	return err
}
