package stack

import (
	"slices"
	"unsafe"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/session"
)

// A transfer judges the APDU of an RT-TRANSFER, X.228 7.3: one BER value whose pieces are the
// RTTRs of one activity, in whatever units they come.
type transfer struct {
	on    bool // an activity has begun, and nothing has disrupted it
	empty bool // no octet has come
	apdu  ber.Stream
	fault *osi.Error // of an earlier octet; what follows is not looked at
}

const transferPDU = "RTTR"

// follows reports whether an APDU is being followed.
func (t *transfer) follows() bool { return t != nil && t.on }

// add takes the next piece. The Offset of an error counts in b.
func (t *transfer) add(b []byte) error {
	if !t.follows() || len(b) == 0 {
		return nil
	}
	t.empty = false
	for n := 0; n < len(b) && t.fault == nil; {
		if t.apdu.Done() {
			t.fault = &osi.Error{Rule: ber.RuleTrailing, PDU: transferPDU, Offset: n, Got: int(b[n])}
			break
		}
		k, _, err := t.apdu.Add(b[n:])
		t.fault = osi.AsError(osi.Rebase(err, transferPDU, n))
		n += k
	}
	if t.fault == nil {
		return nil
	}
	fault := *t.fault // which the caller rebases, and may ask for again
	return &fault
}

// end takes the end of the activity, where the APDU must be complete.
func (t *transfer) end() error {
	if !t.follows() {
		return nil
	}
	t.on = false
	if t.empty || t.fault != nil || t.apdu.Done() { // a fault was told
		return nil
	}
	return osi.Rebase(t.apdu.Missing(0), transferPDU, 0)
}

// withinActivity has the SPDUs that neither end nor disrupt an activity: those that RTSE has sent
// in a transfer, and four that it does not.
var withinActivity = [...]session.Type{
	session.TypeDT, session.TypeGT, session.TypePT, session.TypeMIP, session.TypeMIA,
	session.TypeTD, session.TypeEX, session.TypeMAP, session.TypeMAA,
}

// activity takes an SPDU of d that begins, ends or disrupts activities, and reports whether to go
// on.
func (a *association) activity(r *run, d osi.Direction, p session.SPDU, b []byte, off int64) bool {
	switch t := p.Type(); {
	case t == session.TypeAS:
		a.transfer(r.config, d)
	case t == session.TypeAE:
		if err := a.transfers[d].end(); err != nil {
			return r.fail(osi.RTSE, err, b, off)
		}
	case !slices.Contains(withinActivity[:], t):
		for _, t := range a.transfers {
			if t != nil {
				t.on = false
			}
		}
	}
	return true
}

// transfer begins the transfer of an APDU by d, if RTSE is the user of activities and its APDUs may
// be in BER.
func (a *association) transfer(c *Config, d osi.Direction) {
	s := &a.presentation
	if c.Top < osi.RTSE || !s.x410() && (!s.serves(osi.RTSE) || !s.applicationsInBER()) {
		return
	}
	if a.transfers[d] == nil {
		a.transfers[d] = new(transfer)
	}
	t := a.transfers[d]
	t.on, t.empty, t.fault = true, true, nil
	t.apdu.Begin(c.Limits.Depth, 0)
}

// memory returns the octets of memory of t.
func (t *transfer) memory() int {
	if t == nil {
		return 0
	}
	return int(unsafe.Sizeof(*t)) + t.apdu.Memory()
}
