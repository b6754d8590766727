package x25

import "github.com/osi-go/osi"

// A Decoder decodes the packets of one direction of an interface without allocating. The
// zero Decoder is strict, modulo 8, for any sender. It is not safe for concurrent use.
type Decoder struct {
	osi.Leniency
	Limits osi.Limits // of which Facilities applies
	Format Format

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
	if d != nil && d.Format.Modulo != Modulo128 { // see fast.go
		if first, ok := plainHeader(b); ok {
			switch most := d.Limits.Facilities; {
			case b[2]&1 == 0 && len(b) <= 3+MaxUserData:
				d.data.fill(b, first, d.Format.Sender)
				return &d.data, nil
			case b[2] == byte(TypeCallRequest) && (most <= 0 || most >= usualFacilities) && d.call.usual(b, first, d.Format.Sender):
				return &d.call, nil
			}
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
	own := d
	if d == nil {
		own = &nilDecoder
	}
	p := types[t].lend(own, d == nil)
	if err := p.decode(b, h, d); err != nil {
		return nil, err
	}
	return p, nil
}

// excuse reports whether d tolerates t; a nil d does not.
func (d *Decoder) excuse(t osi.Tolerance) bool { return d != nil && d.Excuse(t) }

// nilDecoder stands for a nil Decoder where only the types of its fields count.
var nilDecoder Decoder

// ownOrNew returns own, or a new value of its type.
func ownOrNew[T any](fresh bool, own *T) *T {
	if fresh {
		return new(T)
	}
	return own
}
