package ppm

import (
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
)

// Disrupt takes an S-U-EXCEPTION-REPORT or S-P-EXCEPTION-REPORT of d, after which both ends give up
// an alteration that is not complete, 6.5.5.3. [Monitor.Take] calls it for the former.
func (w *Monitor) Disrupt(d osi.Direction) { w.disrupt(d&1, false) }

// disruptions are the primitives whose sender gives up an alteration.
var disruptions = [...]presentation.Primitive{
	presentation.SActivityInterrupt, presentation.SActivityDiscard, presentation.SUserExceptionReport, presentation.SResynchronize,
}

// disrupt is Disrupt, also for S-ACTIVITY-INTERRUPT and S-ACTIVITY-DISCARD, which are final: behind
// them d answers no AC. Behind an exception report it may, if a GT that crosses the report comes
// first. The session of d discards an ACA that d has not taken: the sets of the ends may then
// differ for good.
func (w *Monitor) disrupt(d osi.Direction, final bool) {
	w.abandon(d, final)
	side := &w.sides[d]
	for _, i := range side.deleted {
		w.mark(i, d, func(f *contextFlags) { f.member = true })
	}
	// what was added stays possible, and not sure
	side.deleted, side.added = side.deleted[:0], side.added[:0]
}

// abandon takes what makes both ends give up their ACs, sent by d. An ACA towards d may still be
// under way.
func (w *Monitor) abandon(d osi.Direction, final bool) {
	w.give(0)
	w.give(1)
	side := &w.sides[d.Opposite()]
	if side.coming = true; final {
		side.given, side.stale.present = false, false
	}
}

// recovered takes the confirm of what made both ends give up their ACs: no answer is under way
// any more.
func (w *Monitor) recovered() {
	for i := range w.sides {
		side := &w.sides[i]
		side.coming, side.relisted, side.given, side.stale.present = false, false, false, false
	}
}

// give makes d give up its AC.
func (w *Monitor) give(d osi.Direction) {
	side := &w.sides[d]
	if !side.awaiting {
		return
	}
	side.awaiting, side.given = false, true
	for _, i := range side.current.deleting {
		w.mark(i, d, func(f *contextFlags) { f.deleting = false })
	}
}

// resynchronize takes an RS or RSA, 6.8.2.4 and 6.8.3.3, whose list is the set of its sender.
func (w *Monitor) resynchronize(d osi.Direction, p *presentation.Resynchronize) error {
	if !w.judged {
		return nil
	}
	if p.Contexts != nil || w.management { // where no list is as an empty one, 6.8.4.5 and 6.8.4.11
		if err := w.listed(d, p); err != nil {
			return err
		}
	}
	w.abandon(d, true)
	peer := d.Opposite()
	if p.Acknowledge {
		w.recovered()
	}
	if p.Contexts == nil {
		return nil
	}
	w.sides[peer].relisted = !p.Acknowledge
	for i := range w.contexts.list {
		in := listsContext(p.Contexts, w.contexts.list[i].ID)
		w.mark(i, d, func(f *contextFlags) { *f = contextFlags{member: in, sure: in} })
		w.mark(i, peer, func(f *contextFlags) {
			if f.member, f.sure = f.member || in, f.sure && in; p.Acknowledge {
				*f = contextFlags{member: in, sure: in}
			}
		})
	}
	side := &w.sides[d]
	side.added, side.deleted = side.added[:0], side.deleted[:0]
	return nil
}

// aborts checks the list of an ARU, 6.4.2.1: contexts that were once proposed, with the transfer
// syntax that is selected, or one that is offered. An ARU of the initiator may cross the CPA: what
// it lists depends then on the CP alone.
func (w *Monitor) aborts(d osi.Direction, p *presentation.AbnormalReleaseUser) error {
	if !w.judged {
		return nil
	}
	for i := range p.Contexts {
		name := &p.Contexts[i]
		c := w.Lookup(name.ID)
		switch {
		case c == nil:
			return fail(ruleList, p.String(), int(name.ID), 0)
		case name.TransferSyntax == c.TransferSyntax || slices.Contains(c.Offered, name.TransferSyntax):
		case d == w.initiator && w.choice && !w.proposed, c.Offered == nil && c.TransferSyntax.IsZero(): // rejected
		default:
			return fail(ruleList, p.String(), int(name.ID), 0)
		}
	}
	return nil
}

// listed checks the list of an RS or RSA: nothing that cannot be in the set of d, and all that is.
func (w *Monitor) listed(d osi.Direction, p *presentation.Resynchronize) error {
	for i := range p.Contexts {
		name := &p.Contexts[i]
		at := w.contexts.find(name.ID)
		if at < 0 || w.contexts.list[at].TransferSyntax != name.TransferSyntax {
			return fail(ruleList, p.String(), int(name.ID), 0)
		}
		if !w.contexts.list[at].flags[d].member && !slices.Contains(w.sides[d].deleted, at) {
			return fail(ruleList, p.String(), int(name.ID), 0)
		}
	}
	for i := range w.contexts.list {
		if v := &w.contexts.list[i]; v.flags[d].sure && !listsContext(p.Contexts, v.ID) {
			return fail(ruleList, p.String(), 0, int(v.ID))
		}
	}
	return nil
}

func listsContext(names []presentation.ContextName, id int64) bool {
	return slices.ContainsFunc(names, func(n presentation.ContextName) bool { return n.ID == id })
}
