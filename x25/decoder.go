package x25

import "github.com/osi-go/osi"

// A Decoder decodes the packets of one direction of an interface without allocating. The
// zero Decoder is strict, modulo 8, for any sender. It is not safe for concurrent use.
type Decoder struct {
	osi.Leniency
	Limits osi.Limits // of which Facilities applies
	Format Format

	general bool // nothing in fast.go is used: for tests that compare

	data         Data
	rr           ReceiveReady
	rnr          ReceiveNotReady
	rej          Reject
	call         CallRequest
	accepted     CallAccepted
	clear        ClearRequest
	cleared      ClearConfirmation
	reset        ResetRequest
	resetDone    ResetConfirmation
	interrupt    Interrupt
	interrupted  InterruptConfirmation
	diagnostic   DiagnosticPacket
	registration RegistrationRequest
	registered   RegistrationConfirmation
	restart      RestartRequest
	restarted    RestartConfirmation
}

// Parse decodes the one packet in b, of modulo 8 and any sender, into a new value that aliases b.
// For other formats use a Decoder.
func Parse(b []byte) (Packet, error) { return (*Decoder)(nil).Decode(b) }

// Decode decodes the one packet in b. The result aliases b and is d's own: it
// is valid until the next call. A nil d decodes strictly into a new value.
func (d *Decoder) Decode(b []byte) (Packet, error) {
	if d != nil && len(b) >= 3 && len(b) <= 3+MaxUserData && b[2]&1 == 0 && d.Format.Modulo != Modulo128 && !d.general { // see fast.go
		if lci, ok := plain(b); ok {
			d.data.fill(b, Header{Format{Modulo8, d.Format.Sender}, lci})
			return &d.data, nil
		}
	}
	return d.decode(b)
}

// decode is Decode without its short way.
func (d *Decoder) decode(b []byte) (Packet, error) {
	var f Format
	if d != nil {
		f = d.Format
	}
	h, t, err := identify(b, f)
	if err != nil {
		return nil, err
	}
	p := d.lend(t)
	if err := p.decode(b, h, d); err != nil {
		return nil, err
	}
	return p, nil
}

// excuse reports whether d tolerates t; a nil d does not.
func (d *Decoder) excuse(t osi.Tolerance) bool { return d != nil && d.Excuse(t) }

// lend returns d's own value of type t; a new one when d is nil.
func (d *Decoder) lend(t Type) Packet {
	fresh := d == nil
	if fresh {
		d = &nobody
	}
	switch t {
	case TypeData:
		return pick(fresh, &d.data)
	case TypeRR:
		return pick(fresh, &d.rr)
	case TypeRNR:
		return pick(fresh, &d.rnr)
	case TypeREJ:
		return pick(fresh, &d.rej)
	case TypeCallRequest:
		return pick(fresh, &d.call)
	case TypeCallAccepted:
		return pick(fresh, &d.accepted)
	case TypeClearRequest:
		return pick(fresh, &d.clear)
	case TypeClearConfirmation:
		return pick(fresh, &d.cleared)
	case TypeResetRequest:
		return pick(fresh, &d.reset)
	case TypeResetConfirmation:
		return pick(fresh, &d.resetDone)
	case TypeInterrupt:
		return pick(fresh, &d.interrupt)
	case TypeInterruptConfirmation:
		return pick(fresh, &d.interrupted)
	case TypeDiagnostic:
		return pick(fresh, &d.diagnostic)
	case TypeRegistrationRequest:
		return pick(fresh, &d.registration)
	case TypeRegistrationConfirmation:
		return pick(fresh, &d.registered)
	case TypeRestartRequest:
		return pick(fresh, &d.restart)
	case TypeRestartConfirmation:
		return pick(fresh, &d.restarted)
	case TypeNone:
	}
	return nil
}

// nobody stands for a nil Decoder where only the types of its fields count.
var nobody Decoder

// pick returns own, or a new value of its type.
func pick[T any](fresh bool, own *T) *T {
	if fresh {
		return new(T)
	}
	return own
}
