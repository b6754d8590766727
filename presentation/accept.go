package presentation

import (
	"bytes"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/octets"
)

// ConnectAccept is the CPA PPDU, X.226 6.2.3: the SS-user data of S-CONNECT accepted. All fields
// but Mode, X410 and X410Offset belong to normal mode.
type ConnectAccept struct {
	Mode       osi.Mode // that of the CP
	X410       []byte   // x410-mode-parameters: the components of RTOAC, for package rtse; nil: absent. Aliases the input
	X410Offset int      // of X410 in the buffer decoded; ignored by encoders

	Versions            Versions     // zero: absent, which means version 1
	RespondingSelector  osi.Selector // responding-presentation-selector; nil: absent. Aliases the input
	Results             []Result     // presentation-context-definition-result-list: one for each context of the CP, in their order; nil: absent
	Requirements        Requirements
	SessionRequirements osi.Opt[SessionRequirements] // absent: those of the session AC
	Options             Options                      // of those in the CP
	NominatedContext    int64                        // responders-nominated-context; zero: absent
	UserData            UserData

	joined []byte
	spare  []Result // memory of Results
}

// String returns "CPA".
func (c *ConnectAccept) String() string { return "CPA" }

// Decode decodes the CPA PPDU in b, strictly, with default limits. c aliases b.
func (c *ConnectAccept) Decode(b []byte) error { return c.decode(b, strictScan()) }

func (c *ConnectAccept) reset() {
	c.clear()
	retireList(&c.Results, &c.spare)
}

// clear is reset of all but Results, whose memory predicted uses.
func (c *ConnectAccept) clear() {
	c.Mode, c.X410, c.X410Offset = osi.NormalMode, nil, 0
	c.Versions, c.RespondingSelector = 0, nil
	c.Requirements, c.SessionRequirements, c.Options = 0, osi.Opt[SessionRequirements]{}, 0
	c.NominatedContext, c.joined = 0, c.joined[:0]
	c.UserData.reset()
}

var grammarCPA = grammar(1<<0|1<<3|1<<5|1<<8|1<<9|1<<11|1<<13, true, false)

func (c *ConnectAccept) decode(b []byte, sc *scan) error {
	c.clear()
	if c.predicted(b, sc) {
		return nil
	}
	c.reset()
	r, e, err := sc.outer(b, "CPA", tagSet)
	if err != nil {
		return err
	}
	var m modeSet
	m.Enter(&r, &e, grammarOuterCPA, sc.l)
	for n, ok := m.Next(); ok; n, ok = m.Next() {
		m.at(n)
		switch n {
		case numberMode:
			c.Mode = m.readMode(sc)
		case numberX410:
			c.X410, c.X410Offset = readX410(&m.Reader, &m.Component)
		case numberNormal:
			c.readNormal(&m.Reader, &m.Component, sc)
		}
	}
	m.finish(&r, c.Mode)
	if err = mustFill(&r, b, "CPA"); err != nil {
		c.reset()
	}
	return err
}

func (c *ConnectAccept) readNormal(r *ber.Reader, e *ber.Element, sc *scan) {
	var w ber.Walk
	w.Enter(r, e, grammarCPA, sc.l)
	nominated := 0
	for n, ok := w.Next(); ok; n, ok = w.Next() {
		e, in := &w.Component, &w.Reader
		switch n {
		case 0:
			c.Versions = readVersions(in, e, sc)
		case 3:
			c.RespondingSelector, c.joined = in.String(e, tagOctets, c.joined)
		case 5:
			c.Results = readResults(in, e, c.spare, false, sc)
		case 8:
			c.Requirements = Requirements(octets.Low8(uint64(namedBits(in, e, requirementMask, sc))))
		case 9:
			c.SessionRequirements = osi.Some(SessionRequirements(octets.Low16(uint64(namedBits(in, e, sessionMask, sc)))))
		case 11:
			c.Options = readOptions(in, e, sc)
		case 13:
			c.NominatedContext, nominated = readNominated(in, e), e.Offset
		case ber.Last:
			c.UserData.read(in, e, sc)
		}
	}
	if c.NominatedContext != 0 && c.Options&NominatedContext == 0 && w.Err() == nil {
		w.Fail(ruleNominated, nominated, int(c.NominatedContext), 0)
	}
	w.Leave(r)
}

// AppendBinary appends the PPDU with definite lengths. It returns an error and b unchanged when
// X.226 forbids c.
func (c *ConnectAccept) AppendBinary(b []byte) ([]byte, error) { return c.append(b, ber.Definite) }

func (c *ConnectAccept) append(b []byte, f ber.Form) ([]byte, error) {
	if err := c.check(); err != nil {
		return b, err
	}
	out, all := ber.Open(b, tagSet, f)
	out = appendMode(out, c.Mode, f)
	if c.Mode == osi.X410Mode {
		return ber.Close(appendX410(out, c.X410, f), all), nil
	}
	out, normal := ber.Open(out, 0xa2, f)
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
	if err := checkMode(pdu, c.Mode, c.X410, c.Mode == osi.X410Mode && !c.normalEmpty()); err != nil || c.Mode == osi.X410Mode {
		return err
	}
	switch {
	case c.Versions > Version1:
		return fail(ruleVersion, pdu, 0, 0, 0)
	case c.NominatedContext < 0:
		return fail(ruleContextID, pdu, 0, int(c.NominatedContext), 0)
	case c.NominatedContext != 0 && c.Options&NominatedContext == 0:
		return fail(ruleNominated, pdu, 0, int(c.NominatedContext), 0)
	}
	return firstError(
		checkMasks(pdu, c.Requirements, c.SessionRequirements, c.Options),
		checkResults(pdu, c.Results, false),
		c.UserData.check(pdu))
}

func (c *ConnectAccept) normalEmpty() bool {
	return c.Versions == 0 && c.RespondingSelector == nil && c.Results == nil && c.Requirements == 0 &&
		!c.SessionRequirements.Present && c.Options == 0 && c.NominatedContext == 0 && c.UserData.IsZero()
}

// Clone returns a copy that shares no memory with c.
func (c *ConnectAccept) Clone() ConnectAccept {
	d := *c
	d.X410, d.RespondingSelector = bytes.Clone(c.X410), bytes.Clone(c.RespondingSelector)
	d.Results, d.UserData, d.joined = slices.Clone(c.Results), c.UserData.Clone(), nil
	d.spare = nil
	return d
}

// Accept returns a CPA that answers c. For each context that c proposes, choose makes the Result;
// the zero Result accepts with the first transfer syntax. choose may be nil where c proposes none.
func (c *Connect) Accept(choose func(*Context) Result) *ConnectAccept {
	cpa := &ConnectAccept{Mode: c.Mode}
	if c.Contexts == nil {
		return cpa
	}
	cpa.Results = make([]Result, len(c.Contexts))
	for i := range c.Contexts {
		r := choose(&c.Contexts[i])
		if r == (Result{}) && len(c.Contexts[i].TransferSyntaxes) > 0 {
			r.TransferSyntax = c.Contexts[i].TransferSyntaxes[0]
		}
		cpa.Results[i] = r
	}
	return cpa
}
