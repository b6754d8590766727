package ppm

import (
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
)

// everDefined is how many times Limits.Contexts may be proposed while a connection lasts.
const everDefined = 64

func (w *Monitor) most() int {
	if w.Limits.Contexts > 0 {
		return w.Limits.Contexts
	}
	return defaultContexts
}

const defaultContexts = 128 // of osi.Limits

// propose takes what a CP proposes.
func (w *Monitor) propose(d osi.Direction, p *presentation.Connect) error {
	if len(p.Contexts) > w.most() {
		return fail(ruleLimit, p.String(), len(p.Contexts), w.most())
	}
	limits, names := w.Limits, 0
	for i := range p.Contexts {
		names += len(p.Contexts[i].TransferSyntaxes)
	}
	*w = Monitor{}
	w.Limits, w.initiator, w.begun, w.proposed, w.proposes = limits, d, true, true, len(p.Contexts) > 0
	w.proposal, w.modeKnown, w.judged = proposedTerms{p.Mode, p.Requirements, p.Options, p.NominatedContext, p.SessionRequirements}, true, p.Mode == osi.NormalMode
	if name := &p.DefaultContext; *name != (presentation.DefaultContext{}) {
		w.standard.AbstractSyntax, w.standard.TransferSyntax = name.AbstractSyntax, name.TransferSyntax
	}
	w.contexts.list = make([]Context, 0, len(p.Contexts))
	offered := make([]osi.OID, 0, names)
	for i := range p.Contexts {
		v, from := &p.Contexts[i], len(offered)
		w.choice = w.choice || len(v.TransferSyntaxes) > 1
		offered = append(offered, v.TransferSyntaxes...)
		w.contexts.add(Context{ID: v.ID, AbstractSyntax: v.AbstractSyntax, Offered: offered[from:len(offered):len(offered)]})
	}
	return nil
}

// fewContexts is as many as a CP mostly proposes.
const fewContexts = 4

// proposedConnect returns the CP that is not answered, as far as its answer depends on it. The
// contexts are appended to space.
func (w *Monitor) proposedConnect(space []presentation.Context) presentation.Connect {
	for i := range w.contexts.list {
		c := &w.contexts.list[i]
		space = append(space, presentation.Context{ID: c.ID, AbstractSyntax: c.AbstractSyntax, TransferSyntaxes: c.Offered})
	}
	p := &w.proposal
	return presentation.Connect{
		Mode: p.mode, Contexts: space, Requirements: p.requirements, SessionRequirements: p.session, Options: p.options, NominatedContext: p.nominated,
	}
}

// accept takes the set that a CPA makes of the proposal.
func (w *Monitor) accept(d osi.Direction, p *presentation.ConnectAccept) error {
	switch {
	case !w.begun: // met midway
		w.proposal.mode, w.modeKnown = p.Mode, true
		return nil
	case !w.proposed || d == w.initiator:
		return fail(ruleAnswer, p.String(), 0, 0)
	case p.Mode != w.proposal.mode:
		return fail(ruleMode, p.String(), 0, 0)
	case p.Mode == osi.X410Mode:
		w.proposed = false
		return nil
	}
	var space [fewContexts]presentation.Context
	cp := w.proposedConnect(space[:0])
	set, err := presentation.Established(&cp, p)
	if err != nil {
		return err
	}
	w.proposed = false
	defined := 0
	for i := range w.contexts.list {
		v := &w.contexts.list[i]
		in, ok := set.Lookup(v.ID)
		v.TransferSyntax, v.Offered, v.Mark = in.TransferSyntax, nil, 0
		if v.flags = [2]contextFlags{{member: ok, sure: ok}, {member: ok, sure: ok}}; ok {
			defined++
		}
	}
	for d := range w.sides {
		w.sides[d].usable, w.sides[d].sure = defined, defined
	}
	w.nominated[w.initiator] = set.Nominated(presentation.Initiator)
	w.nominated[w.initiator.Opposite()] = set.Nominated(presentation.Responder)
	w.management = set.Requirements()&presentation.ContextManagement != 0
	w.noTyped = w.management && (lacksTypedData(w.proposal.session) || lacksTypedData(p.SessionRequirements))
	w.judged = set.Requirements()&presentation.ContextRestoration == 0
	return nil
}

// reject takes a CPR, whose values are of the contexts that it calls accepted, 6.2.4.10.
func (w *Monitor) reject(d osi.Direction, p *presentation.ConnectReject) error {
	switch {
	case !w.proposed:
		return nil
	case d == w.initiator:
		return fail(ruleAnswer, p.String(), 0, 0)
	}
	var space [fewContexts]presentation.Context
	cp := w.proposedConnect(space[:0])
	if err := presentation.CheckReject(&cp, p); err != nil {
		return err
	}
	for i := range p.Results {
		if p.Results[i].Outcome == presentation.Acceptance {
			v := &w.contexts.list[i]
			v.TransferSyntax, v.Mark = p.Results[i].TransferSyntax, 0
			w.mark(i, d, func(f *contextFlags) { f.member, f.sure = true, true })
		}
	}
	return nil
}

// alter takes an AC, 6.5.2. Contexts that it deletes may be used in it, those that it adds not yet.
func (w *Monitor) alter(d osi.Direction, p *presentation.AlterContext) error {
	if !w.judged {
		return nil
	}
	if err := w.mayAlter(d, p); err != nil {
		return err
	}
	side := &w.sides[d]
	if w.offered(&side.current) { // its transfer syntaxes stay where they are
		side.syntaxes = nil
	}
	side.syntaxes = side.syntaxes[:0]
	if side.given {
		side.stale, side.current = side.current, side.stale
	} else { // it has taken the last ACA towards it
		w.settle(d)
	}
	side.current = change{present: true, adding: side.current.adding[:0], deleting: side.current.deleting[:0]}
	side.awaiting, side.open, side.given = !side.coming, true, side.coming
	for _, id := range p.Deletions {
		side.current.deleting = append(side.current.deleting, w.contexts.find(id))
	}
	for i := range p.Additions {
		v := &p.Additions[i]
		side.current.adding = append(side.current.adding, len(w.contexts.list))
		n := len(side.syntaxes)
		side.syntaxes = append(side.syntaxes, v.TransferSyntaxes...)
		w.contexts.add(Context{ID: v.ID, AbstractSyntax: v.AbstractSyntax, Offered: slices.Clip(side.syntaxes[n:])})
	}
	return nil
}

// mayAlter checks that d may send the AC.
func (w *Monitor) mayAlter(d osi.Direction, p *presentation.AlterContext) error {
	switch n := len(w.contexts.list) + len(p.Additions); {
	case !w.management:
		return fail(ruleUnit, p.String(), 0, 0)
	case w.sides[d].awaiting:
		return fail(ruleAwaits, p.String(), 0, 0)
	case n > everDefined*w.most():
		return fail(ruleLimit, p.String(), n, everDefined*w.most())
	}
	for _, id := range p.Deletions {
		if i := w.contexts.find(id); i < 0 || !w.contexts.list[i].flags[d].usable() {
			return fail(ruleDeletion, p.String(), int(id), 0)
		}
	}
	for i := range p.Additions {
		id := p.Additions[i].ID
		if odd := id&1 == 1; odd != (d == w.initiator) {
			return fail(ruleParity, p.String(), int(id), 0)
		}
		if w.contexts.find(id) >= 0 || slices.ContainsFunc(p.Additions[:i], func(c presentation.Context) bool { return c.ID == id }) {
			return fail(ruleReused, p.String(), int(id), 0)
		}
	}
	return nil
}

// offered reports whether a context that the AC adds still has what was offered.
func (w *Monitor) offered(c *change) bool {
	return slices.ContainsFunc(c.adding, func(i int) bool { return w.contexts.list[i].Offered != nil })
}

// settle says that d has taken the last ACA towards it.
func (w *Monitor) settle(d osi.Direction) {
	side := &w.sides[d]
	for _, i := range side.added {
		w.mark(i, d, func(f *contextFlags) { f.sure = f.member })
	}
	side.added, side.deleted = side.added[:0], side.deleted[:0]
}

// acknowledge takes an ACA, 6.5.3 and 6.5.4. One that answers an AC that was given up is valid.
func (w *Monitor) acknowledge(d osi.Direction, p *presentation.AlterContextAcknowledge) error {
	peer := d.Opposite()
	side := &w.sides[peer]
	if !w.judged {
		return nil
	}
	stale := side.stale.present && w.answers(&side.stale, p) == nil
	awaits := side.awaiting || side.given
	if !awaits && !stale {
		return fail(ruleAnswer, p.String(), 0, 0)
	}
	err := w.answers(&side.current, p)
	switch current := awaits && err == nil; {
	case current && stale: // it may be either
		w.amend(d, &side.current, p, false, false)
		w.amend(d, &side.stale, p, false, false)
		w.give(peer)
	case current:
		w.amend(d, &side.current, p, true, side.awaiting)
		side.awaiting, side.given = false, false
	case stale:
		w.amend(d, &side.stale, p, true, false)
		side.stale.present = false
	default:
		return err
	}
	return nil
}

// answers reports whether p answers the AC in number and with transfer syntaxes that it proposes. A
// list of deletions that is absent accepts all, X.216 10.5.1.4; for additions it cannot say which
// transfer syntax, 6.5.3.1.
func (w *Monitor) answers(c *change, p *presentation.AlterContextAcknowledge) error {
	switch {
	case len(p.Additions) != len(c.adding):
		return fail(ruleCount, p.String(), len(p.Additions), len(c.adding))
	case len(p.Deletions) != len(c.deleting) && p.Deletions != nil:
		return fail(ruleCount, p.String(), len(p.Deletions), len(c.deleting))
	}
	for i, at := range c.adding {
		if v := &w.contexts.list[at]; p.Additions[i].Outcome == presentation.Acceptance && !slices.Contains(v.Offered, p.Additions[i].TransferSyntax) {
			return fail(ruleSelected, p.String(), int(v.ID), 0)
		}
	}
	return nil
}

// amend changes the sets by an ACA of d. sure says that the ACA answers this AC, taken that the
// sender of the AC takes it, unless it disrupts the alteration before the ACA arrives.
func (w *Monitor) amend(d osi.Direction, c *change, p *presentation.AlterContextAcknowledge, sure, taken bool) {
	peer := d.Opposite()
	side := &w.sides[peer]
	keeps := w.sides[d].relisted
	for i, at := range c.adding {
		v, answer := &w.contexts.list[at], &p.Additions[i]
		if answer.Outcome == presentation.Acceptance {
			v.TransferSyntax, v.Mark = answer.TransferSyntax, 0
			w.mark(at, d, func(f *contextFlags) { f.member, f.sure = true, sure && !keeps })
			w.mark(at, peer, func(f *contextFlags) { f.member = true })
			if taken {
				side.added = append(side.added, at)
			}
		}
		if sure {
			v.Offered = nil
		}
	}
	for i, at := range c.deleting {
		if len(p.Deletions) > 0 && p.Deletions[i] != presentation.Acceptance {
			w.mark(at, peer, func(f *contextFlags) { f.deleting = false })
			continue
		}
		w.mark(at, d, func(f *contextFlags) { f.sure, f.member = false, f.member && (!sure || keeps) })
		w.mark(at, peer, func(f *contextFlags) {
			if f.sure = false; taken {
				f.member, f.deleting = false, false
			}
		})
		if taken {
			side.deleted = append(side.deleted, at)
		}
	}
}
