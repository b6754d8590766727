package stack

import (
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
)

// contexts are the presentation contexts of a connection, as somebody on the path sees them. PPDUs
// of the two directions cross, but one set of contexts an end is enough: taking an ACA only widens
// what its receiver may use, so that it does not matter whether the receiver has it yet. X.226
// 6.1.2 and 6.5.
//
// No set is judged before a CP has passed, nor once a set depends on what was stored with
// synchronization points (context restoration).
type contexts struct {
	list  []context     // every one that was ever proposed: an identifier is used once
	index map[int64]int // of list, by identifier; nil while list is short
	last  int           // index of the context that was looked up last

	judged     bool // the sets are known: a CP has passed
	proposed   bool // the CP is not answered
	proposes   bool // the CP had a list of contexts
	management bool // the context management functional unit is selected
	initiator  osi.Direction
	standard   context  // the default context; its id is 0
	nominated  [2]int64 // contexts whose values each end encodes simply, X.226 Amd.1 6.2.6.6; 0: none
	sides      [2]contextSide
}

// contextSide is what one end knows.
type contextSide struct {
	members   int   // contexts that it may use
	awaiting  bool  // it has sent an AC that is not answered
	abandoned bool  // it awaits no answer any more, X.226 6.5.5.3, but one may be under way
	adding    []int // the contexts that its last AC adds, in the order of the AC
	deleting  []int // the contexts that its last AC deletes, in the order of the AC
	deleted   []int // those of them that the last ACA towards it has deleted
}

// context is one presentation context.
type context struct {
	id       int64
	abstract osi.OID
	transfer osi.OID   // zero: not selected
	offered  []osi.OID // while none is selected
	layer    osi.Layer // that decodes its values; 0: an application's own
	ber      bool      // transfer is selected, and encodes in BER
	member   [2]bool   // of the defined context set of this end
	deleting [2]bool   // this end has proposed to delete it
}

// usable reports whether d may use the context: X.226 6.1.2 d.
func (v *context) usable(d osi.Direction) bool { return v.member[d] && !v.deleting[d] }

// shortList is how many contexts are searched one by one.
const shortList = 16

// find returns the context; nil when none with the identifier was ever proposed.
func (c *contexts) find(id int64) *context {
	if c.last < len(c.list) && c.list[c.last].id == id {
		return &c.list[c.last]
	}
	if c.index != nil {
		i, ok := c.index[id]
		if !ok {
			return nil
		}
		c.last = i
		return &c.list[i]
	}
	for i := range c.list {
		if c.list[i].id == id {
			c.last = i
			return &c.list[i]
		}
	}
	return nil
}

// add appends a context that is proposed, with the transfer syntaxes offered, which c keeps.
func (c *contexts) add(v *presentation.Context, offered []osi.OID) {
	n := len(c.list)
	c.list = append(c.list, context{id: v.ID, abstract: v.AbstractSyntax, offered: offered, layer: LayerOf(v.AbstractSyntax)})
	switch {
	case c.index != nil:
		c.index[v.ID] = n
	case n == shortList:
		c.index = make(map[int64]int, 2*n)
		for i := range c.list {
			c.index[c.list[i].id] = i
		}
	}
}

// set changes what d may use.
func (c *contexts) set(v *context, d osi.Direction, member, deleting bool) {
	if v.usable(d) {
		c.sides[d].members--
	}
	v.member[d], v.deleting[d] = member, deleting
	if v.usable(d) {
		c.sides[d].members++
	}
}

// kept returns the octets of memory for the contexts, roughly.
func (c *contexts) kept() int { return cap(c.list) * sizeContext }

const sizeContext = 256

// propose takes what the CP of d proposes; it keeps p.
func (c *contexts) propose(d osi.Direction, p *presentation.Connect) {
	*c = contexts{judged: p.Mode == presentation.NormalMode, proposed: true, proposes: len(p.Contexts) > 0, initiator: d, list: make([]context, 0, len(p.Contexts))}
	for i := range p.Contexts {
		c.add(&p.Contexts[i], p.Contexts[i].TransferSyntaxes)
	}
	name := p.DefaultContext
	c.standard = context{abstract: name.AbstractSyntax, transfer: name.TransferSyntax, layer: LayerOf(name.AbstractSyntax), ber: encodesBER(name.TransferSyntax)}
}

// accept takes the set that the CPA makes of the proposal.
func (c *contexts) accept(set presentation.ContextSet) {
	c.proposed = false
	for i := range c.list {
		v := &c.list[i]
		in, ok := set.Lookup(v.id)
		v.transfer, v.ber, v.offered = in.TransferSyntax, encodesBER(in.TransferSyntax), nil
		c.set(v, osi.FromInitiator, ok, false)
		c.set(v, osi.FromResponder, ok, false)
	}
	c.nominated[c.initiator] = set.Nominated(presentation.Initiator)
	c.nominated[c.initiator.Opposite()] = set.Nominated(presentation.Responder)
	c.management = set.Requirements()&presentation.ContextManagement != 0
	c.judged = set.Requirements()&presentation.ContextRestoration == 0
}

// alter takes an AC of d: X.226 6.5.2. Contexts that it deletes may be used in it, those that it
// adds not yet.
func (c *contexts) alter(d osi.Direction, p *presentation.AlterContext, most int) error {
	side := &c.sides[d]
	switch {
	case !c.judged:
		return nil
	case !c.management:
		return &osi.Error{Rule: ruleManagement, PDU: p.String()}
	case side.awaiting:
		return &osi.Error{Rule: rulePPDUState, PDU: p.String()}
	case len(c.list)+len(p.Additions) > everDefined*most:
		return &osi.Error{Rule: ruleContexts, PDU: p.String(), Got: len(c.list) + len(p.Additions), Want: everDefined * most}
	}
	side.adding, side.deleting, side.deleted, side.abandoned = side.adding[:0], side.deleting[:0], side.deleted[:0], false
	for _, id := range p.Deletions {
		v := c.find(id)
		if v == nil || !v.usable(d) {
			return &osi.Error{Rule: ruleDeletion, PDU: p.String(), Got: int(id)}
		}
		side.deleting = append(side.deleting, c.last)
	}
	for i := range p.Additions {
		v := &p.Additions[i]
		if odd := v.ID&1 == 1; odd != (d == c.initiator) {
			return &osi.Error{Rule: ruleParity, PDU: p.String(), Got: int(v.ID)}
		}
		if c.find(v.ID) != nil {
			return &osi.Error{Rule: ruleReused, PDU: p.String(), Got: int(v.ID)}
		}
		side.adding = append(side.adding, len(c.list))
		c.add(v, slices.Clone(v.TransferSyntaxes))
	}
	return nil
}

// everDefined is how many times Limits.Contexts may be proposed while an association lasts.
const everDefined = 64

// await is the end of an AC of d: what it deletes may no longer be used.
func (c *contexts) await(d osi.Direction) {
	if !c.judged {
		return
	}
	side := &c.sides[d]
	side.awaiting = true
	for _, i := range side.deleting {
		c.set(&c.list[i], d, c.list[i].member[d], true)
	}
}

// acknowledge takes an ACA of d: X.226 6.5.3 and 6.5.4.
func (c *contexts) acknowledge(d osi.Direction, p *presentation.AlterContextAcknowledge) error {
	peer, side := d.Opposite(), &c.sides[d.Opposite()]
	switch {
	case !c.judged:
		return nil
	case !side.awaiting && !side.abandoned:
		return &osi.Error{Rule: rulePPDUState, PDU: p.String()}
	case p.Additions != nil && len(p.Additions) != len(side.adding): // absent: all are accepted, X.216 10.5.1.3 and 10.5.1.4
		return &osi.Error{Rule: ruleResults, PDU: p.String(), Got: len(p.Additions), Want: len(side.adding)}
	case p.Deletions != nil && len(p.Deletions) != len(side.deleting):
		return &osi.Error{Rule: ruleResults, PDU: p.String(), Got: len(p.Deletions), Want: len(side.deleting)}
	}
	for i, at := range side.adding {
		v := &c.list[at]
		var answer presentation.Result
		switch {
		case p.Additions != nil:
			answer = p.Additions[i]
		case len(v.offered) == 1:
			answer.TransferSyntax = v.offered[0]
		default: // nobody has chosen
			return &osi.Error{Rule: ruleSelected, PDU: p.String(), Got: int(v.id)}
		}
		if answer.Outcome == presentation.Acceptance {
			if !slices.Contains(v.offered, answer.TransferSyntax) {
				return &osi.Error{Rule: ruleSelected, PDU: p.String(), Got: int(v.id)}
			}
			v.transfer, v.ber = answer.TransferSyntax, encodesBER(answer.TransferSyntax)
			c.set(v, d, true, v.deleting[d])
			c.set(v, peer, true, false)
		}
		v.offered = nil
	}
	side.deleted = side.deleted[:0]
	for i, at := range side.deleting {
		v := &c.list[at]
		if p.Deletions != nil && p.Deletions[i] != presentation.Acceptance {
			c.set(v, peer, v.member[peer], false)
			continue
		}
		side.deleted = append(side.deleted, at)
		c.set(v, d, false, v.deleting[d])
		if side.awaiting {
			c.set(v, peer, false, false)
		}
	}
	side.adding, side.deleting, side.awaiting, side.abandoned = side.adding[:0], side.deleting[:0], false, false
	return nil
}

// disrupt takes what makes both ends give up an alteration that is not complete, X.226 6.5.5.3. An
// ACA that crosses it is valid, and the sets of the ends may then differ for good.
func (c *contexts) disrupt() {
	for d := range c.sides {
		side := &c.sides[d]
		if !side.awaiting {
			continue
		}
		side.awaiting, side.abandoned = false, true
		for _, i := range side.deleting {
			c.set(&c.list[i], osi.Direction(d&1), c.list[i].member[d], false)
		}
	}
}

// resynchronize takes an RS or RSA of d: X.226 6.8.2.4 and 6.8.3.3.
func (c *contexts) resynchronize(d osi.Direction, p *presentation.Resynchronize) error {
	if !c.judged {
		return nil
	}
	c.disrupt()
	if len(p.Contexts) == 0 {
		return nil
	}
	if p.Acknowledge {
		for i := range c.list {
			c.set(&c.list[i], osi.FromInitiator, false, false)
			c.set(&c.list[i], osi.FromResponder, false, false)
		}
	}
	for i := range p.Contexts {
		name := &p.Contexts[i]
		v := c.find(name.ID)
		switch {
		case v == nil || v.transfer != name.TransferSyntax:
			return &osi.Error{Rule: ruleDefined, PDU: p.String(), Got: int(name.ID)}
		case p.Acknowledge:
			c.set(v, d, true, false)
			fallthrough
		default:
			c.set(v, d.Opposite(), true, v.deleting[d.Opposite()])
		}
	}
	return nil
}

// permits reports whether d may use the context v in what the session primitive p carries.
func (c *contexts) permits(d osi.Direction, p presentation.Primitive, v *context) bool {
	switch {
	case !c.judged:
		return true
	case v == nil:
		return false
	case p == presentation.SUserAbort: // it may cross what amends the set of its receiver
		return true
	case c.proposed:
		return p == presentation.SConnect || p == presentation.SConnectReject
	}
	switch p {
	case presentation.SActivityInterrupt, presentation.SActivityDiscard, presentation.SUserExceptionReport:
		for _, i := range c.sides[d].deleted { // its sender may not have taken the ACA, and will not
			if &c.list[i] == v {
				return true
			}
		}
	default:
	}
	return v.usable(d)
}

// listed reports whether an ARU with user data lists the contexts that it uses: X.226 6.4.2.1.
func (c *contexts) listed() bool { return c.judged && (c.proposes || c.management) }

// serves reports whether a context is proposed, or defined, whose values are APDUs of layer l.
func (c *contexts) serves(l osi.Layer) bool {
	return c.of(l) != nil || c.standard.layer == l
}

// simple reports whether the values that d sends are simply encoded: X.226 8.4.1.
func (c *contexts) simple(d osi.Direction) bool {
	if !c.judged || c.proposed {
		return false
	}
	n := c.sides[d].members
	return n == 0 || n == 1 && !c.management
}

// only returns the context of values that d encodes simply in what p carries: the nominated one,
// the one member of its set, or the default context, as it always is in a TE.
func (c *contexts) only(d osi.Direction, p presentation.Primitive) *context {
	if p == presentation.SExpeditedData {
		return &c.standard
	}
	if v := c.find(c.nominated[d]); v != nil {
		return v
	}
	if c.sides[d].members == 1 && !c.management {
		for i := range c.list {
			if c.list[i].usable(d) {
				return &c.list[i]
			}
		}
	}
	return &c.standard
}

// userData returns the user data that p of layer l is: a value of the context for it; absent when
// there is none.
func (c *contexts) userData(l osi.Layer, p interface{ AppendBinary([]byte) ([]byte, error) }) (u presentation.UserData) {
	v := c.of(l)
	b, err := p.AppendBinary(nil)
	if v == nil || err != nil {
		return u
	}
	if c.simple(osi.FromInitiator) {
		u.Simple = b
		return u
	}
	u.PDVs = []presentation.PDV{{Context: v.id, Form: presentation.SingleASN1Type, Value: b}}
	return u
}

// external returns user information that is one value of the context for layer l; absent when there
// is none.
func (c *contexts) external(l osi.Layer, value []byte) acse.UserInformation {
	v := c.of(l)
	if v == nil {
		return nil
	}
	x := acse.External{IndirectReference: osi.Some(v.id), Encoding: acse.SingleASN1Type, Value: value}
	b, err := x.AppendBinary(nil)
	if err != nil {
		return nil
	}
	return b
}

// of returns a context for layer l; nil when there is none.
func (c *contexts) of(l osi.Layer) *context {
	for i := range c.list {
		if v := &c.list[i]; v.layer == l && (c.proposed || v.member[0] || v.member[1]) {
			return v
		}
	}
	return nil
}

// names returns the presentation-context-identifier-list of an ARU with the values, X.226 6.4.2.1.
func (c *contexts) names(list []presentation.PDV) []presentation.ContextName {
	var names []presentation.ContextName
	for i := range list {
		v := c.find(list[i].Context)
		transfer := v.transfer
		if len(v.offered) > 0 {
			transfer = v.offered[0]
		}
		names = append(names, presentation.ContextName{ID: v.id, TransferSyntax: transfer})
	}
	return names
}
