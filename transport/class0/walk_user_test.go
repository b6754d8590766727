package class0_test

import (
	"errors"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/transport/class0"
)

// A user drives a machine.
type user struct {
	class0.Machine
	refs   *uint16
	calls  bool
	class4 bool // the peer may be one
	down   bool // the network connection has ended for this end
}

func (u *user) state() class0.State { return u.State() }

func (u *user) ref() uint16 {
	*u.refs = max(*u.refs+1, 1)
	return *u.refs
}

func (u *user) act(w *path, d osi.Direction) {
	r := w.rand
	if u.down {
		return
	}
	switch u.State() {
	case class0.CLOSED:
		if !u.calls || r.IntN(3) > 0 {
			return
		}
		cr := &transport.ConnectionRequest{}
		cr.OverTCP, cr.SrcRef = w.carrier.OverTCP, u.ref()
		if r.IntN(2) == 0 {
			cr.TPDUSize = transport.TPDUSize128 + transport.TPDUSize(r.IntN(5))
		}
		if r.IntN(4) == 0 {
			cr.PreferredSize = uint32(r.IntN(20))
		}
		if cr.OverTCP && r.IntN(2) == 0 {
			cr.Options = osi.Some(transport.OptionExpedited)
		}
		must(w.t, u.Send(cr))
		w.send(d, cr)
	case class0.WFTRESP:
		u.respond(w, d)
	case class0.WFNC: // no walk begins without a network connection
	case class0.WFCC:
		switch r.IntN(40) {
		case 0:
			u.quit(w, d, u.Disconnect)
		case 1:
			u.quit(w, d, u.Expire)
		}
	case class0.OPEN:
		u.transfer(w, d)
	}
}

func (u *user) respond(w *path, d osi.Direction) {
	r := w.rand
	switch r.IntN(8) {
	case 0: // waits
	case 1, 2:
		o, err := u.Disconnect()
		must(w.t, err)
		o.DR.Reason = transport.Reason(r.IntN(4))
		w.send(d, &o.DR)
	case 3:
		er := &transport.TPDUError{Format: u.Format(), DstRef: u.Situation().PeerRef, Invalid: []byte{6}, Checksum: u.Format().Class == 4}
		must(w.t, u.Send(er))
		w.send(d, er)
	default:
		cc := &transport.ConnectionConfirm{DstRef: u.Situation().PeerRef}
		cc.OverTCP, cc.SrcRef = w.carrier.OverTCP, u.ref()
		if r.IntN(2) == 0 && !cc.OverTCP {
			cc.TPDUSize = transport.TPDUSize128
		}
		if o := u.Format().Options; o.Or(0)&transport.OptionExpedited != 0 && r.IntN(2) == 0 {
			cc.Options = o
		}
		must(w.t, u.Send(cc))
		w.send(d, cc)
	}
}

func (u *user) transfer(w *path, d osi.Direction) {
	r := w.rand
	switch n := r.IntN(200); {
	case n == 0:
		u.quit(w, d, u.Disconnect)
	case n == 1:
		er := &transport.TPDUError{DstRef: u.Situation().PeerRef, Invalid: []byte{2}}
		if u.Send(er) == nil {
			w.send(d, er)
		}
	case n < 20:
		ed := &transport.ExpeditedData{Format: u.Format(), UserData: []byte{1}}
		if err := u.Send(ed); err == nil {
			w.send(d, ed)
		} else if !errors.Is(err, osi.ErrState) {
			w.t.Fatal(err)
		}
	default:
		dt := &transport.Data{EOT: r.IntN(3) > 0, UserData: make([]byte, 1+r.IntN(min(u.Size(), 300)-3))}
		if u.Send(dt) == nil {
			w.send(d, dt)
		}
	}
}

// quit does what ends the connection.
func (u *user) quit(w *path, d osi.Direction, f func() (class0.Outcome, error)) {
	o, err := f()
	must(w.t, err)
	if o.Outputs.Has(class0.NDISreq) {
		u.down = true
		w.disconnect(d)
	}
}

func (u *user) take(w *path, d osi.Direction, b []byte) {
	if u.down {
		return
	}
	if b == nil {
		u.down = true
		if _, err := u.NetworkDisconnect(); err != nil && u.State() != class0.CLOSED {
			w.t.Fatal(err)
		}
		return
	}
	was := u.State()
	p := w.decode(u.Format(), b)
	o, err := u.Receive(p)
	if err != nil {
		// an ER ends the connection, and so does a CR of class 4 that crossed what it should not
		// have
		_, er := p.(*transport.TPDUError)
		if !er && !u.class4 {
			w.t.Fatalf("%x in %v: %v", b, was, err)
		}
		u.quit(w, d, u.Disconnect)
		return
	}
	switch {
	case o.Outputs.Has(class0.SendDR):
		w.send(d, &o.DR)
	case o.Outputs.Has(class0.SendDC):
		w.send(d, &o.DC)
	case o.Outputs.Has(class0.NDISreq):
		if !u.class4 {
			w.t.Fatalf("%x in %v ends the network connection", b, was)
		}
		u.down = true
		w.disconnect(d)
	}
}
