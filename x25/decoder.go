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
	if d == nil || d.general {
		return d.decode(b)
	}
	if h, ok := plain(b, d.Format); ok {
		switch { // see fast.go
		case b[2]&1 == 0 && len(b) <= 3+MaxUserData:
			d.data.fill(b, h)
			return &d.data, nil
		case b[2] == byte(TypeCallRequest):
			if err := d.call.decode(b, h, d); err != nil {
				return nil, err
			}
			return &d.call, nil
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
	if d == nil {
		p := newPacket(t)
		if err := p.decode(b, h, nil); err != nil {
			return nil, err
		}
		return p, nil
	}
	p := d.lend(t)
	if err := p.decode(b, h, d); err != nil {
		return nil, err
	}
	return p, nil
}

// excuse reports whether d tolerates t; a nil d does not.
func (d *Decoder) excuse(t osi.Tolerance) bool { return d != nil && d.Excuse(t) }

// lend returns d's own value of type t.
func (d *Decoder) lend(t Type) Packet {
	switch t {
	case TypeData:
		return &d.data
	case TypeRR:
		return &d.rr
	case TypeRNR:
		return &d.rnr
	case TypeREJ:
		return &d.rej
	case TypeCallRequest:
		return &d.call
	case TypeCallAccepted:
		return &d.accepted
	case TypeClearRequest:
		return &d.clear
	case TypeClearConfirmation:
		return &d.cleared
	case TypeResetRequest:
		return &d.reset
	case TypeResetConfirmation:
		return &d.resetDone
	case TypeInterrupt:
		return &d.interrupt
	case TypeInterruptConfirmation:
		return &d.interrupted
	case TypeDiagnostic:
		return &d.diagnostic
	case TypeRegistrationRequest:
		return &d.registration
	case TypeRegistrationConfirmation:
		return &d.registered
	case TypeRestartRequest:
		return &d.restart
	case TypeRestartConfirmation:
		return &d.restarted
	case TypeNone:
	}
	return nil
}

func newPacket(t Type) Packet {
	switch t {
	case TypeData:
		return new(Data)
	case TypeRR:
		return new(ReceiveReady)
	case TypeRNR:
		return new(ReceiveNotReady)
	case TypeREJ:
		return new(Reject)
	case TypeCallRequest:
		return new(CallRequest)
	case TypeCallAccepted:
		return new(CallAccepted)
	case TypeClearRequest:
		return new(ClearRequest)
	case TypeClearConfirmation:
		return new(ClearConfirmation)
	case TypeResetRequest:
		return new(ResetRequest)
	case TypeResetConfirmation:
		return new(ResetConfirmation)
	case TypeInterrupt:
		return new(Interrupt)
	case TypeInterruptConfirmation:
		return new(InterruptConfirmation)
	case TypeDiagnostic:
		return new(DiagnosticPacket)
	case TypeRegistrationRequest:
		return new(RegistrationRequest)
	case TypeRegistrationConfirmation:
		return new(RegistrationConfirmation)
	case TypeRestartRequest:
		return new(RestartRequest)
	case TypeRestartConfirmation:
		return new(RestartConfirmation)
	case TypeNone:
	}
	return nil
}
