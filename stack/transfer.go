package stack

import (
	"unsafe"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/session"
)

// A transfer follows the APDU that an RT-TRANSFER carries, X.228 7.3: it is one value in BER, whose
// pieces are the RTTRs of one activity, whatever units they come in.
type transfer struct {
	on    bool // an activity has begun, and nothing has disrupted it
	empty bool // no octet has come
	apdu  ber.Stream
	fault error // of an octet before; what comes later is not looked at
}

// follows reports whether an APDU is being followed.
func (t *transfer) follows() bool { return t != nil && t.on }

// add takes the next piece. Offset of the error counts in b.
func (t *transfer) add(b []byte) error {
	if !t.follows() || len(b) == 0 {
		return nil
	}
	t.empty = false
	for n := 0; n < len(b) && t.fault == nil; {
		if t.apdu.Done() {
			t.fault = transferFailed(&osi.Error{Rule: ber.RuleTrailing, Offset: n, Got: int(b[n])})
			break
		}
		k, _, err := t.apdu.Add(b[n:])
		t.fault = transferFailed(osi.Rebase(err, "", n))
		n += k
	}
	return t.fault
}

// end takes the end of the activity: the APDU is whole.
func (t *transfer) end() error {
	if !t.follows() {
		return nil
	}
	t.on = false
	switch {
	case t.fault != nil:
		return t.fault
	case t.empty || t.apdu.Done():
		return nil
	}
	return transferFailed(t.apdu.Missing(0))
}

func transferFailed(err error) error { return osi.Rebase(err, "RTTR", 0) }

// activity takes an SPDU of d that begins, ends or disrupts activities, and reports whether to go
// on.
func (a *association) activity(r *run, d osi.Direction, p session.SPDU, b []byte, off int64) bool {
	switch p.Type() {
	case session.TypeDT, session.TypeGT, session.TypePT, session.TypeMIP, session.TypeMIA: // as RTSE has session send them
	case session.TypeTD, session.TypeEX, session.TypeMAP, session.TypeMAA: // which it does not, and which end no activity
	case session.TypeAS:
		a.transfer(r.config, d)
	case session.TypeAE:
		if err := a.transfers[d].end(); err != nil {
			return r.fail(osi.RTSE, err, b, off)
		}
	default: // what else may come in an activity ends or disrupts it
		for _, t := range a.transfers {
			if t != nil {
				t.on = false
			}
		}
	}
	return true
}

// transfer begins the transfer of an APDU by d, where RTSE is the user of activities.
func (a *association) transfer(c *Config, d osi.Direction) {
	s := &a.presentation
	if !c.Transfers || c.Top < osi.RTSE || !s.x410() && !s.serves(osi.RTSE) {
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
