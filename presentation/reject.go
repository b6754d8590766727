package presentation

import (
	"bytes"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/text"
)

// RejectReason is a Provider-reason, X.226 8.2: why the provider rejects a connection. Later
// versions may name others, Amd.1.
type RejectReason int64

// The reasons.
const (
	RejectReasonNotSpecified RejectReason = iota // transient
	RejectTemporaryCongestion
	RejectLocalLimitExceeded
	RejectCalledAddressUnknown
	RejectVersionNotSupported
	RejectDefaultContextNotSupported
	RejectUserDataNotReadable
	RejectNoPSAPAvailable // transient
)

var rejectReasonNames = [...]string{
	"reason not specified", "temporary congestion", "local limit exceeded", "called presentation address unknown",
	"protocol version not supported", "default context not supported", "user data not readable", "no PSAP available",
}

// String returns the standard's name.
func (r RejectReason) String() string { return text.Name(rejectReasonNames[:], r, "reason") }

// ConnectReject is the CPR PPDU, X.226 6.2.4: the SS-user data of S-CONNECT rejected, in an RF
// behind its reason octet 02. All fields but Mode, X410 and X410Offset belong to normal mode.
type ConnectReject struct {
	Mode       osi.Mode
	X410       []byte // the components of RTORJ, for package rtse; never nil in osi.X410Mode. Aliases the input
	X410Offset int    // of X410 in the buffer decoded; ignored by encoders

	Versions           Versions              // all that the responder supports, X.226 6.2.6.4; zero: absent, which means version 1
	RespondingSelector osi.Selector          // responding-presentation-selector; nil: absent. Aliases the input
	Results            []Result              // information only; nil: absent
	DefaultResult      osi.Opt[Outcome]      // default-context-result; ProviderRejection with reason 5, X.226 6.2.6.2
	Reason             osi.Opt[RejectReason] // absent: the user rejects, X.226 6.2.4.9
	UserData           UserData              // absent when Reason is present, X.226 6.2.4.10

	joined []byte
	spare  []Result // memory of Results
}

// String returns "CPR".
func (c *ConnectReject) String() string { return "CPR" }

// Decode decodes the CPR PPDU in b, strictly, with default limits. c aliases b.
func (c *ConnectReject) Decode(b []byte) error { return c.decode(b, strictScan()) }

func (c *ConnectReject) reset() {
	c.Mode, c.X410, c.X410Offset = osi.NormalMode, nil, 0
	c.Versions, c.RespondingSelector = 0, nil
	retireList(&c.Results, &c.spare)
	c.DefaultResult, c.Reason = osi.Opt[Outcome]{}, osi.Opt[RejectReason]{}
	c.joined = c.joined[:0]
	c.UserData.reset()
}

func (c *ConnectReject) decode(b []byte, sc *scan) error {
	c.reset()
	r, e, err := sc.outer(b, "CPR", 0)
	if err != nil {
		return err
	}
	switch e.Tag {
	case tagSet:
		c.Mode = osi.X410Mode
		c.X410, c.X410Offset = readX410(&r, &e)
	case tagSequence:
		c.readNormal(&r, &e, sc)
	default:
		return fail(rulePPDU, "CPR", 0, int(b[0]), 0)
	}
	if err = mustFill(&r, b, "CPR"); err != nil {
		c.reset()
	}
	return err
}

var grammarCPR = grammar(1<<0|1<<3|1<<5|1<<7|1<<10, true, false)

// readNormal reads the normal-mode-parameters e. Numbers without a name are kept: a CPR ends the
// connection anyway.
func (c *ConnectReject) readNormal(r *ber.Reader, e *ber.Element, sc *scan) {
	var w ber.Walk
	w.Enter(r, e, grammarCPR, sc.l)
	data := 0
	for n, ok := w.Next(); ok; n, ok = w.Next() {
		e, in := &w.Component, &w.Reader
		switch n {
		case 0:
			if c.Versions = Versions(in.Bits(e)); c.Versions == 0 && w.Err() == nil {
				w.Fail(ruleVersion, e.Start, 0, 0)
			}
		case 3:
			c.RespondingSelector, c.joined = in.String(e, tagOctets, c.joined)
		case 5:
			c.Results = readResults(in, e, c.spare, true, sc)
		case 7:
			c.DefaultResult = osi.Some(Outcome(in.Integer(e)))
		case 10:
			c.Reason = osi.Some(RejectReason(in.Integer(e)))
		case ber.Last:
			c.UserData.read(in, e, sc)
			data = e.Offset
		}
	}
	switch {
	case w.Err() != nil:
	case c.lacksDefault() && !sc.l.Excuse(osi.RejectionWithoutDefault):
		w.Fail(ruleRejectDefault, w.End(), 0, 0x87)
	case c.Reason.Present && !c.UserData.IsZero() && !sc.l.Excuse(osi.RejectUserData):
		w.Fail(ruleRejectData, data, int(tagFull), 0)
	}
	w.Leave(r)
}

// lacksDefault reports whether X.226 6.2.6.2 wants the default-context-result that c has not.
func (c *ConnectReject) lacksDefault() bool {
	return c.Reason == osi.Some(RejectDefaultContextNotSupported) && c.DefaultResult != osi.Some(ProviderRejection)
}

// AppendBinary appends the PPDU with definite lengths. It returns an error and b unchanged when
// X.226 forbids c.
func (c *ConnectReject) AppendBinary(b []byte) ([]byte, error) { return c.append(b, ber.Definite) }

func (c *ConnectReject) append(b []byte, f ber.Form) ([]byte, error) {
	if err := c.check(); err != nil {
		return b, err
	}
	if c.Mode == osi.X410Mode {
		out, all := ber.Open(b, tagSet, f)
		return ber.Close(append(out, c.X410...), all), nil
	}
	out, all := ber.Open(b, tagSequence, f)
	out = appendBits(out, 0x80, uint32(c.Versions))
	out = appendSelector(out, 0x83, c.RespondingSelector)
	out = appendResults(out, 0xa5, c.Results, f)
	if c.DefaultResult.Present {
		out = ber.AppendInteger(out, 0x87, int64(c.DefaultResult.Value))
	}
	if c.Reason.Present {
		out = ber.AppendInteger(out, 0x8a, int64(c.Reason.Value))
	}
	return ber.Close(c.UserData.append(out, f), all), nil
}

func (c *ConnectReject) check() error {
	const pdu = "CPR"
	mode := checkMode(pdu, c.Mode, c.X410, c.Mode == osi.X410Mode && !c.normalEmpty())
	switch {
	case c.Mode == osi.X410Mode && c.X410 == nil:
		return fail(ruleMissing, pdu, 0, 0, int(tagSet))
	case mode != nil || c.Mode == osi.X410Mode:
		return mode
	case c.lacksDefault():
		return fail(ruleRejectDefault, pdu, 0, 0, 0x87)
	case c.Reason.Present && !c.UserData.IsZero():
		return fail(ruleRejectData, pdu, 0, 0, 0)
	}
	return firstError(checkResults(pdu, c.Results, true), c.UserData.check(pdu))
}

func (c *ConnectReject) normalEmpty() bool {
	return c.Versions == 0 && c.RespondingSelector == nil && c.Results == nil && !c.DefaultResult.Present &&
		!c.Reason.Present && c.UserData.IsZero()
}

// Clone returns a copy that shares no memory with c.
func (c *ConnectReject) Clone() ConnectReject {
	d := *c
	d.X410, d.RespondingSelector = bytes.Clone(c.X410), bytes.Clone(c.RespondingSelector)
	d.Results, d.UserData, d.joined = slices.Clone(c.Results), c.UserData.Clone(), nil
	d.spare = nil
	return d
}
