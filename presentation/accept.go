package presentation

import (
	"bytes"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/octets"
)

// ConnectAccept is the CPA PPDU, X.226 6.2.3: the SS-user data of S-CONNECT accepted. All fields but Mode, X410 and
// X410Offset belong to normal mode.
type ConnectAccept struct {
	Mode       Mode   // that of the CP
	X410       []byte // x410-mode-parameters: the components of RTOAC, for package rtse; nil: absent. Aliases the input
	X410Offset int    // of X410 in the buffer decoded; ignored by encoders

	Versions            Versions // zero: absent, which means version 1
	RespondingSelector  []byte   // responding-presentation-selector; nil: absent. Aliases the input
	Results             []Result // one for each of the contexts of the CP, in their order
	Requirements        Requirements
	SessionRequirements osi.Opt[SessionRequirements] // absent: those of the session AC
	Options             Options                      // of those in the CP
	NominatedContext    int64                        // responders-nominated-context; zero: absent
	UserData            UserData

	joined []byte
}

// String returns "CPA".
func (c *ConnectAccept) String() string { return "CPA" }

// Decode decodes the CPA PPDU in b, strictly, with default limits. c aliases b.
func (c *ConnectAccept) Decode(b []byte) error {
	sc := strict()
	return c.decode(b, &sc)
}

func (c *ConnectAccept) reset() {
	c.Mode, c.X410, c.X410Offset = NormalMode, nil, 0
	c.Versions, c.RespondingSelector, c.Results = 0, nil, c.Results[:0]
	c.Requirements, c.SessionRequirements, c.Options = 0, osi.Opt[SessionRequirements]{}, 0
	c.NominatedContext, c.joined = 0, c.joined[:0]
	c.UserData.reset()
}

func (c *ConnectAccept) decode(b []byte, sc *scan) error {
	c.reset()
	if c.predicted(b, sc) {
		return nil
	}
	c.reset()
	r, e, err := sc.outer(b, "CPA")
	if err != nil {
		return err
	}
	if e.Tag != tagSet {
		return fail(rulePPDU, "CPA", 0, int(b[0]), int(tagSet))
	}
	var m modeSet
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
			sc.undefined(&in, &e)
		}
	}
	m.finish(&in, c.Mode)
	r.Leave(&in)
	if err := only(&r, b, "CPA"); err != nil {
		c.reset()
		return err
	}
	return nil
}

func (c *ConnectAccept) readNormal(r *ber.Reader, sc *scan) {
	var s sequence
	for {
		e, ok := r.Next()
		if !ok {
			break
		}
		switch e.Tag.Primitive() {
		case 0x80:
			s.at(r, &e, sc)
			c.Versions = version(r, &e, false)
		case 0x83:
			s.at(r, &e, sc)
			c.RespondingSelector, c.joined = r.String(&e, tagOctets, c.joined)
		case 0x85:
			s.at(r, &e, sc)
			c.Results = readResults(r, &e, c.Results[:0], sc)
		case 0x88:
			s.at(r, &e, sc)
			c.Requirements = Requirements(octets.Low8(uint64(namedBits(r, &e, requirementMask, false))))
		case 0x89:
			s.at(r, &e, sc)
			c.SessionRequirements = osi.Some(SessionRequirements(octets.Low16(uint64(namedBits(r, &e, sessionMask, false)))))
		case 0x8b:
			s.at(r, &e, sc)
			c.Options = readOptions(r, &e, false)
		case 0x8d:
			s.at(r, &e, sc)
			c.NominatedContext = readNominated(r, &e)
		case 0x40, 0x41:
			s.user(r, &e, sc)
			c.UserData.read(r, &e)
		default:
			sc.undefined(r, &e)
		}
	}
	if c.NominatedContext != 0 && c.Options&NominatedContext == 0 && r.Err() == nil {
		r.Fail(ruleNominated, r.Offset(), int(c.NominatedContext), 0)
	}
}

// AppendBinary appends the PPDU with definite lengths. It returns an error and b unchanged when X.226 forbids c.
func (c *ConnectAccept) AppendBinary(b []byte) ([]byte, error) { return c.append(b, ber.Definite) }

func (c *ConnectAccept) append(b []byte, f ber.Form) ([]byte, error) {
	if err := c.check(); err != nil {
		return b, err
	}
	out, all := ber.Open(b, tagSet, f)
	out = appendMode(out, c.Mode, f)
	if c.Mode == X410Mode {
		return ber.Close(appendX410(out, c.X410, f), all), nil
	}
	out, normal := ber.Open(out, tagNormal|0x20, f)
	out = appendBits(out, 0x80, uint32(c.Versions))
	out = appendSelector(out, 0x83, c.RespondingSelector)
	out = appendResults(out, 0xa5, c.Results, f)
	out = appendBits(out, 0x88, uint32(c.Requirements))
	out = appendSession(out, c.SessionRequirements)
	out = appendOptions(out, c.Options, 0xad, c.NominatedContext, f)
	return ber.Close(ber.Close(c.UserData.append(out, f), normal), all), nil
}

func (c *ConnectAccept) check() error {
	const pdu = "CPA"
	switch {
	case c.Mode > X410Mode:
		return fail(ruleMode, pdu, 0, int(c.Mode), 0)
	case c.Mode == X410Mode:
		return checkX410(pdu, c.X410, c.normalEmpty())
	case c.X410 != nil:
		return fail(ruleModeParams, pdu, 0, 0, 0)
	case c.Versions > Version1:
		return fail(ruleVersion, pdu, 0, int(c.Versions), 0)
	case c.NominatedContext < 0:
		return fail(ruleContextID, pdu, 0, int(c.NominatedContext), 0)
	case c.NominatedContext != 0 && c.Options&NominatedContext == 0:
		return fail(ruleNominated, pdu, 0, int(c.NominatedContext), 0)
	}
	if err := checkMasks(pdu, c.Requirements, c.SessionRequirements, c.Options); err != nil {
		return err
	}
	if err := checkResults(pdu, c.Results); err != nil {
		return err
	}
	return c.UserData.check(pdu)
}

func (c *ConnectAccept) normalEmpty() bool {
	return c.Versions == 0 && c.RespondingSelector == nil && len(c.Results) == 0 && c.Requirements == 0 &&
		!c.SessionRequirements.Present && c.Options == 0 && c.NominatedContext == 0 && c.UserData.IsZero()
}

// Clone returns a copy that shares no memory with c.
func (c *ConnectAccept) Clone() *ConnectAccept {
	d := *c
	d.X410, d.RespondingSelector = bytes.Clone(c.X410), bytes.Clone(c.RespondingSelector)
	d.Results, d.UserData, d.joined = slices.Clone(c.Results), c.UserData.Clone(), nil
	return &d
}
