package presentation

import (
	"bytes"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/octets"
)

// Mode says how much of the presentation protocol a connection uses, X.226 8.2.
type Mode uint8

// The modes. The zero Mode is normal.
const (
	NormalMode Mode = iota // mode-value 1
	X410Mode               // mode-value 0, X.410-1984: RTSE directly above session
)

// String returns the standard's name.
func (m Mode) String() string {
	switch m {
	case NormalMode:
		return "normal-mode"
	case X410Mode:
		return "x410-1984-mode"
	}
	return "invalid mode"
}

// A DefaultContext is a Default-context-name, X.226 8.2. The zero DefaultContext is absent.
type DefaultContext struct {
	AbstractSyntax osi.OID
	TransferSyntax osi.OID
}

// Connect is the CP PPDU, X.226 6.2.2: the SS-user data of S-CONNECT. All fields but Mode, X410 and X410Offset
// belong to normal mode.
type Connect struct {
	Mode       Mode
	X410       []byte // x410-mode-parameters: the components of RTORQ, for package rtse; nil: absent. Aliases the input
	X410Offset int    // of X410 in the buffer decoded; ignored by encoders

	Versions            Versions // zero: absent, which means version 1
	CallingSelector     []byte   // calling-presentation-selector; nil: absent. Aliases the input
	CalledSelector      []byte   // called-presentation-selector; nil: absent. Aliases the input
	Contexts            []Context
	DefaultContext      DefaultContext
	Requirements        Requirements
	SessionRequirements osi.Opt[SessionRequirements] // absent: those of the session CN
	Options             Options
	NominatedContext    int64 // initiators-nominated-context; zero: absent
	UserData            UserData

	// Continued are the CPC-type values: the same data in other transfer syntaxes, X.226 8.2. Needs Contexts.
	Continued []UserData

	// Undefined and UndefinedOuter are the elements that X.226 8.5.1 tells to ignore, as they stand in
	// normal-mode-parameters and in CP-type. They alias the input. Encoders put them before the user data, and last.
	Undefined      [][]byte
	UndefinedOuter [][]byte

	joined []byte
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
func (c *Connect) Decode(b []byte) error {
	sc := strict()
	return c.decode(b, &sc)
}

func (c *Connect) reset() {
	c.Mode, c.X410, c.X410Offset = NormalMode, nil, 0
	c.Versions, c.CallingSelector, c.CalledSelector = 0, nil, nil
	c.Contexts, c.DefaultContext = c.Contexts[:0], DefaultContext{}
	c.Requirements, c.SessionRequirements, c.Options = 0, osi.Opt[SessionRequirements]{}, 0
	c.NominatedContext, c.Continued = 0, c.Continued[:0]
	c.Undefined, c.UndefinedOuter, c.joined = c.Undefined[:0], c.UndefinedOuter[:0], c.joined[:0]
	c.UserData.reset()
}

func (c *Connect) decode(b []byte, sc *scan) error {
	c.reset()
	if c.predicted(b, sc) {
		return nil
	}
	c.reset()
	r, e, err := sc.outer(b, "CP")
	if err != nil {
		return err
	}
	if e.Tag != tagSet {
		return fail(rulePPDU, "CP", 0, int(b[0]), int(tagSet))
	}
	m := modeSet{ignore: true}
	var undefined ber.Element
	in := r.Enter(&e)
	for {
		e, ok := in.Next()
		if !ok {
			break
		}
		switch e.Tag.Primitive() {
		case tagMode:
			c.Mode = m.readMode(&in, &e)
		case tagX410:
			if m.once(&in, &e) {
				c.X410, c.X410Offset = readX410(&in, &e)
			}
		case tagNormal:
			if m.once(&in, &e) {
				normal := in.Enter(&e)
				c.readNormal(&normal, sc)
				in.Leave(&normal)
			}
		default:
			undefined = e
			c.UndefinedOuter = append(c.UndefinedOuter, in.Raw(&e))
		}
	}
	if c.Mode == X410Mode && len(c.UndefinedOuter) > 0 { // 8.5 is for normal mode
		unknown(&in, ruleComponent, &undefined)
	}
	m.finish(&in, c.Mode)
	r.Leave(&in)
	c.Continued = readContinued(&r, b, c.Continued, c.Mode == NormalMode && len(c.Contexts) > 0)
	if err := only(&r, b, "CP"); err != nil {
		c.reset()
		return err
	}
	return nil
}

func (c *Connect) readNormal(r *ber.Reader, sc *scan) {
	var s sequence
	for {
		e, ok := r.Next()
		if !ok {
			break
		}
		switch e.Tag.Primitive() {
		case 0x80:
			s.at(r, &e, sc)
			c.Versions = version(r, &e, true)
		case 0x81:
			s.at(r, &e, sc)
			c.CallingSelector, c.joined = r.String(&e, tagOctets, c.joined)
		case 0x82:
			s.at(r, &e, sc)
			c.CalledSelector, c.joined = r.String(&e, tagOctets, c.joined)
		case 0x84:
			s.at(r, &e, sc)
			c.Contexts = readContexts(r, &e, c.Contexts[:0], parityOdd, sc)
		case 0x86:
			s.at(r, &e, sc)
			c.DefaultContext.read(r, &e)
		case 0x88:
			s.at(r, &e, sc)
			c.Requirements = Requirements(octets.Low8(uint64(namedBits(r, &e, requirementMask, true))))
		case 0x89:
			s.at(r, &e, sc)
			c.SessionRequirements = osi.Some(SessionRequirements(octets.Low16(uint64(namedBits(r, &e, sessionMask, true)))))
		case 0x8b:
			s.at(r, &e, sc)
			c.Options = readOptions(r, &e, true)
		case 0x8c:
			s.at(r, &e, sc)
			c.NominatedContext = readNominated(r, &e)
		case 0x8e:
			s.at(r, &e, sc)
			c.Undefined = append(c.Undefined, readExtensions(r, &e))
		case 0x40, 0x41:
			s.user(r, &e, sc)
			c.UserData.read(r, &e)
		default:
			c.Undefined = append(c.Undefined, r.Raw(&e))
		}
	}
	if c.NominatedContext != 0 && c.Options&NominatedContext == 0 && r.Err() == nil {
		r.Fail(ruleNominated, r.Offset(), int(c.NominatedContext), 0)
	}
}

func (d *DefaultContext) read(r *ber.Reader, e *ber.Element) {
	in := r.Enter(e)
	e1, ok := in.Next()
	if !ok || e1.Tag != 0x80 {
		instead(&in, &e1, ok, 0x80)
	} else {
		d.AbstractSyntax = in.OID(&e1)
		if e2, ok := in.Next(); !ok || e2.Tag != 0x81 {
			instead(&in, &e2, ok, 0x81)
		} else {
			d.TransferSyntax = in.OID(&e2)
		}
	}
	r.Leave(&in) // what follows is undefined and ignored, X.226 8.5.1
}

func readOptions(r *ber.Reader, e *ber.Element, ignore bool) (o Options) {
	in, v, ok := enterOne(r, e, tagBits)
	if ok {
		o = Options(octets.Low8(uint64(namedBits(&in, &v, optionMask, ignore))))
	}
	leaveOne(r, &in)
	return o
}

func readNominated(r *ber.Reader, e *ber.Element) (id int64) {
	in, v, ok := enterOne(r, e, tagInteger)
	if ok {
		id = contextID(&in, &v)
	}
	leaveOne(r, &in)
	return id
}

// readExtensions reads the extensions component of Amd.1, a SEQUENCE of what is not defined yet.
func readExtensions(r *ber.Reader, e *ber.Element) []byte {
	raw := r.Raw(e)
	in := ber.Reader{}
	if r.Err() == nil {
		in, _, _ = enterOne(r, e, 0x10)
		r.Leave(&in)
	}
	return raw
}

// AppendBinary appends the PPDU with definite lengths. It returns an error and b unchanged when X.226 forbids c.
func (c *Connect) AppendBinary(b []byte) ([]byte, error) { return c.append(b, ber.Definite) }

func (c *Connect) append(b []byte, f ber.Form) ([]byte, error) {
	if err := c.check(); err != nil {
		return b, err
	}
	out, all := ber.Open(b, tagSet, f)
	out = appendMode(out, c.Mode, f)
	if c.Mode == X410Mode {
		out = appendX410(out, c.X410, f)
	} else {
		out = c.appendNormal(out, f)
	}
	for _, raw := range c.UndefinedOuter {
		out = append(out, raw...)
	}
	out = ber.Close(out, all)
	for i := range c.Continued {
		out = c.Continued[i].append(out, f)
	}
	return out, nil
}

func (c *Connect) appendNormal(out []byte, f ber.Form) []byte {
	out, normal := ber.Open(out, tagNormal|0x20, f)
	out = appendBits(out, 0x80, uint32(c.Versions))
	out = appendSelector(out, 0x81, c.CallingSelector)
	out = appendSelector(out, 0x82, c.CalledSelector)
	out = appendContexts(out, 0xa4, c.Contexts, f)
	if !c.DefaultContext.AbstractSyntax.IsZero() {
		var m ber.Mark
		out, m = ber.Open(out, 0xa6, f)
		out = ber.AppendOID(out, 0x80, c.DefaultContext.AbstractSyntax)
		out = ber.Close(ber.AppendOID(out, 0x81, c.DefaultContext.TransferSyntax), m)
	}
	out = appendBits(out, 0x88, uint32(c.Requirements))
	out = appendSession(out, c.SessionRequirements)
	out = appendOptions(out, c.Options, 0xac, c.NominatedContext, f)
	for _, raw := range c.Undefined {
		out = append(out, raw...)
	}
	return ber.Close(c.UserData.append(out, f), normal)
}

func (c *Connect) check() error {
	const pdu = "CP"
	switch {
	case c.Mode > X410Mode:
		return fail(ruleMode, pdu, 0, int(c.Mode), 0)
	case c.Mode == X410Mode && len(c.UndefinedOuter) > 0: // 8.5 is for normal mode
		return fail(ruleComponent, pdu, 0, 0, 0)
	case c.Mode == X410Mode:
		return checkX410(pdu, c.X410, c.normalEmpty())
	case c.X410 != nil:
		return fail(ruleModeParams, pdu, 0, 0, 0)
	case c.Versions > Version1:
		return fail(ruleVersion, pdu, 0, int(c.Versions), 0)
	case c.DefaultContext.AbstractSyntax.IsZero() != c.DefaultContext.TransferSyntax.IsZero():
		return fail(ber.RuleOID, pdu, 0, 0, 0)
	case c.NominatedContext < 0:
		return fail(ruleContextID, pdu, 0, int(c.NominatedContext), 0)
	case c.NominatedContext != 0 && c.Options&NominatedContext == 0:
		return fail(ruleNominated, pdu, 0, int(c.NominatedContext), 0)
	}
	if err := checkMasks(pdu, c.Requirements, c.SessionRequirements, c.Options); err != nil {
		return err
	}
	if err := checkContexts(pdu, c.Contexts, parityOdd); err != nil {
		return err
	}
	if err := checkContinued(pdu, c.Continued, len(c.Contexts) > 0); err != nil {
		return err
	}
	for _, list := range [...][][]byte{c.Undefined, c.UndefinedOuter} {
		for _, raw := range list {
			r := ber.NewReader(raw, 255, maxElements)
			if single(&r); r.Err() != nil {
				return fail(ruleComponent, pdu, 0, 0, 0)
			}
		}
	}
	return c.UserData.check(pdu)
}

func (c *Connect) normalEmpty() bool {
	return c.Versions == 0 && c.CallingSelector == nil && c.CalledSelector == nil && len(c.Contexts) == 0 &&
		c.DefaultContext == DefaultContext{} && c.Requirements == 0 && !c.SessionRequirements.Present && c.Options == 0 &&
		c.NominatedContext == 0 && c.UserData.IsZero() && len(c.Continued) == 0 && len(c.Undefined) == 0
}

// Clone returns a copy that shares no memory with c.
func (c *Connect) Clone() *Connect {
	d := *c
	d.X410, d.CallingSelector, d.CalledSelector = bytes.Clone(c.X410), bytes.Clone(c.CallingSelector), bytes.Clone(c.CalledSelector)
	d.Contexts, d.UserData, d.joined = cloneContexts(c.Contexts), c.UserData.Clone(), nil
	d.Continued = cloneContinued(c.Continued)
	d.Undefined, d.UndefinedOuter = cloneAll(c.Undefined), cloneAll(c.UndefinedOuter)
	return &d
}

func cloneAll(list [][]byte) [][]byte {
	list = slices.Clone(list)
	for i := range list {
		list[i] = bytes.Clone(list[i])
	}
	return list
}
