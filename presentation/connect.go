package presentation

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/octets"
)

// A DefaultContext is a Default-context-name, X.226 8.2. The zero DefaultContext is absent.
type DefaultContext struct {
	AbstractSyntax osi.OID
	TransferSyntax osi.OID
}

// Connect is the CP PPDU, X.226 6.2.2: the SS-user data of S-CONNECT. All fields but Mode, X410 and
// X410Offset belong to normal mode.
type Connect struct {
	Mode       osi.Mode
	X410       []byte // x410-mode-parameters: the components of RTORQ, for package rtse; nil: absent. Aliases the input
	X410Offset int    // of X410 in the buffer decoded; ignored by encoders

	Versions            Versions     // zero: absent, which means version 1
	CallingSelector     osi.Selector // calling-presentation-selector; nil: absent. Aliases the input
	CalledSelector      osi.Selector // called-presentation-selector; nil: absent. Aliases the input
	Contexts            []Context    // presentation-context-definition-list; nil: absent
	DefaultContext      DefaultContext
	Requirements        Requirements
	SessionRequirements osi.Opt[SessionRequirements] // absent: those of the session CN
	Options             Options
	NominatedContext    int64  // initiators-nominated-context, one of Contexts; zero: absent
	Extensions          []byte // the components in extensions of Amd.1, all undefined; nil: absent. Aliases the input
	UserData            UserData

	// Continued are the CPC-type values: the same data in other transfer syntaxes, X.226 8.2. Needs
	// Contexts and UserData.
	Continued []UserData

	// Undefined and UndefinedOuter are the elements that X.226 8.5.1 tells to ignore: those in
	// normal-mode-parameters and those in CP-type. They alias the input. Encoders put Undefined
	// before the user data and UndefinedOuter last, and refuse elements that are defined.
	Undefined      [][]byte
	UndefinedOuter [][]byte

	joined []byte
	spare  []Context // memory of Contexts
}

// Lookup finds the context with the identifier id among those that c proposes.
func (c *Connect) Lookup(id int64) (v Context, ok bool) {
	for i := range c.Contexts {
		if c.Contexts[i].ID == id {
			return c.Contexts[i], true
		}
	}
	return Context{}, false
}

// String returns "CP".
func (c *Connect) String() string { return "CP" }

// Decode decodes the CP PPDU in b, strictly, with default limits. c aliases b.
func (c *Connect) Decode(b []byte) error { return c.decode(b, strictScan()) }

func (c *Connect) reset() {
	c.clear()
	retireList(&c.Contexts, &c.spare)
}

// clear is reset of all but Contexts, whose memory predicted uses.
func (c *Connect) clear() {
	c.Mode, c.X410, c.X410Offset = osi.NormalMode, nil, 0
	c.Versions, c.CallingSelector, c.CalledSelector = 0, nil, nil
	c.DefaultContext = DefaultContext{}
	c.Requirements, c.SessionRequirements, c.Options = 0, osi.Opt[SessionRequirements]{}, 0
	c.NominatedContext, c.Extensions, c.Continued = 0, nil, c.Continued[:0]
	c.Undefined, c.UndefinedOuter, c.joined = c.Undefined[:0], c.UndefinedOuter[:0], c.joined[:0]
	c.UserData.reset()
}

var grammarCP = grammar(1<<0|1<<1|1<<2|1<<4|1<<6|1<<8|1<<9|1<<11|1<<12|1<<14, true, true)

func (c *Connect) decode(b []byte, sc *scan) error {
	c.clear()
	if c.predicted(b, sc) {
		return nil
	}
	c.reset()
	sc.ignore = true
	r, e, err := sc.outer(b, "CP", tagSet)
	if err != nil {
		return err
	}
	var m modeSet
	m.Enter(&r, &e, grammarOuter, sc.l)
	for n, ok := m.Next(); ok; n, ok = m.Next() {
		m.at(n)
		switch n {
		case numberMode:
			c.Mode = m.readMode(sc)
		case numberX410:
			c.X410, c.X410Offset = readX410(&m.Reader, &m.Component)
		case numberNormal:
			c.readNormal(&m.Reader, &m.Component, sc)
		case ber.Undefined:
			m.undefined(&m.Component)
			c.UndefinedOuter = append(c.UndefinedOuter, m.Raw(&m.Component))
		}
	}
	m.finish(&r, c.Mode)
	c.Continued = readContinued(&r, b, c.Continued, c.Mode == osi.NormalMode && c.Contexts != nil, sc)
	err = mustFill(&r, b, "CP")
	if err == nil {
		err = c.checkContexts(sc.l)
	}
	if err != nil {
		c.reset()
	}
	return err
}

func (c *Connect) readNormal(r *ber.Reader, e *ber.Element, sc *scan) {
	var w ber.Walk
	w.Enter(r, e, grammarCP, sc.l)
	nominated := 0
	for n, ok := w.Next(); ok; n, ok = w.Next() {
		e, in := &w.Component, &w.Reader
		switch n {
		case 0:
			c.Versions = readVersions(in, e, sc)
		case 1:
			c.CallingSelector, c.joined = in.String(e, tagOctets, c.joined)
		case 2:
			c.CalledSelector, c.joined = in.String(e, tagOctets, c.joined)
		case 4:
			c.Contexts = readContexts(in, e, c.spare, parityOdd, sc)
		case 6:
			c.DefaultContext.read(in, e, sc)
		case 8:
			c.Requirements = Requirements(octets.Low8(uint64(namedBits(in, e, requirementMask, sc))))
		case 9:
			c.SessionRequirements = osi.Some(SessionRequirements(octets.Low16(uint64(namedBits(in, e, sessionMask, sc)))))
		case 11:
			c.Options = readOptions(in, e, sc)
		case 12:
			c.NominatedContext, nominated = readNominated(in, e), e.Offset
		case 14:
			c.Extensions = readExtensions(in, e)
		case ber.Last:
			c.UserData.read(in, e, sc)
		case ber.Undefined:
			c.Undefined = append(c.Undefined, in.Raw(e))
		}
	}
	if rule := c.brokenNominated(); rule != nil && w.Err() == nil {
		w.Fail(rule, nominated, int(c.NominatedContext), 0)
	}
	w.Leave(r)
}

// brokenNominated returns the rule that the initiators-nominated-context breaks, X.226 Amd.1
// 6.2.2.8 bis.
func (c *Connect) brokenNominated() *osi.Rule {
	if c.NominatedContext == 0 {
		return nil
	}
	if c.Options&NominatedContext == 0 {
		return ruleNominated
	}
	if _, ok := c.Lookup(c.NominatedContext); !ok {
		return ruleNominatedContext
	}
	return nil
}

// checkContexts checks the user data of a CP against its context list.
func (c *Connect) checkContexts(l *osi.Leniency) error {
	if len(c.Contexts) > 0 && c.UserData.Simple != nil && !l.Excuse(osi.EitherEncoding) { // X.226 8.4.2.3
		return fail(ruleEncoding, "CP", c.UserData.Offset, int(tagSimple), int(tagFull))
	}
	return checkContinued("CP", &c.UserData, c.Continued, c.Contexts)
}

func (d *DefaultContext) read(r *ber.Reader, e *ber.Element, sc *scan) {
	in := r.Enter(e)
	var v ber.Element
	if sc.next(&in, ruleComponent, &v, 0x80, 0x80, 0x81) {
		d.AbstractSyntax = in.OID(&v)
	}
	if sc.next(&in, ruleComponent, &v, 0x81, 0x80, 0x81) {
		d.TransferSyntax = in.OID(&v)
	}
	sc.end(&in, ruleComponent, 0x80, 0x81)
	r.Leave(&in)
}

func readOptions(r *ber.Reader, e *ber.Element, sc *scan) (o Options) {
	in, v, ok := enterExplicit(r, e, tagBits)
	if ok {
		o = Options(octets.Low8(uint64(namedBits(&in, &v, optionMask, sc))))
	}
	leaveExplicit(r, &in)
	return o
}

func readNominated(r *ber.Reader, e *ber.Element) (id int64) {
	in, v, ok := enterExplicit(r, e, tagInteger)
	if ok {
		id = contextID(&in, &v)
	}
	leaveExplicit(r, &in)
	return id
}

// readExtensions reads the extensions component of Amd.1, a SEQUENCE of what is not defined yet.
func readExtensions(r *ber.Reader, e *ber.Element) (b []byte) {
	in, v, ok := enterExplicit(r, e, tagSequence.Primitive())
	if ok {
		b, _ = readX410(&in, &v)
	}
	leaveExplicit(r, &in)
	return b
}
