package presentation

import (
	"bytes"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// RejectReason is a Provider-reason, X.226 8.2: why the provider rejects a connection.
type RejectReason uint8

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
func (r RejectReason) String() string {
	if int(r) < len(rejectReasonNames) {
		return rejectReasonNames[r]
	}
	return "invalid reason"
}

// ConnectReject is the CPR PPDU, X.226 6.2.4: the SS-user data of S-CONNECT rejected, in an RF behind its reason octet 02.
// All fields but Mode, X410 and X410Offset belong to normal mode.
type ConnectReject struct {
	Mode       Mode
	X410       []byte // the components of RTORJ, for package rtse; never nil in X410Mode. Aliases the input
	X410Offset int    // of X410 in the buffer decoded; ignored by encoders

	Versions           Versions              // zero: absent, which means version 1
	RespondingSelector []byte                // responding-presentation-selector; nil: absent. Aliases the input
	Results            []Result              // information only
	DefaultResult      osi.Opt[Outcome]      // default-context-result
	Reason             osi.Opt[RejectReason] // absent: the user rejects, X.226 6.2.4.9
	UserData           UserData              // absent when Reason is present, X.226 6.2.4.10

	joined []byte
}

// String returns "CPR".
func (c *ConnectReject) String() string { return "CPR" }

// Decode decodes the CPR PPDU in b, strictly, with default limits. c aliases b.
func (c *ConnectReject) Decode(b []byte) error {
	sc := strict()
	return c.decode(b, &sc)
}

func (c *ConnectReject) reset() {
	c.Mode, c.X410, c.X410Offset = NormalMode, nil, 0
	c.Versions, c.RespondingSelector, c.Results = 0, nil, c.Results[:0]
	c.DefaultResult, c.Reason = osi.Opt[Outcome]{}, osi.Opt[RejectReason]{}
	c.joined = c.joined[:0]
	c.UserData.reset()
}

func (c *ConnectReject) decode(b []byte, sc *scan) error {
	c.reset()
	r, e, err := sc.outer(b, "CPR")
	if err != nil {
		return err
	}
	switch e.Tag {
	case tagSet:
		c.Mode = X410Mode
		c.X410, c.X410Offset = readX410(&r, &e)
	case tagSequence:
		in := r.Enter(&e)
		c.readNormal(&in, sc)
		r.Leave(&in)
	default:
		return fail(rulePPDU, "CPR", 0, int(b[0]), 0)
	}
	if err := only(&r, b, "CPR"); err != nil {
		c.reset()
		return err
	}
	return nil
}

func (c *ConnectReject) readNormal(r *ber.Reader, sc *scan) {
	var s sequence
	for {
		e, ok := r.Next()
		if !ok {
			return
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
		case 0x87:
			s.at(r, &e, sc)
			c.DefaultResult = osi.Some(Outcome(number(r, &e, int(ProviderRejection))))
		case 0x8a:
			s.at(r, &e, sc)
			c.Reason = osi.Some(RejectReason(number(r, &e, int(RejectNoPSAPAvailable))))
		case 0x40, 0x41:
			s.user(r, &e, sc)
			if c.Reason.Present && !sc.l.Excuse(osi.RejectUserData) {
				r.Fail(ruleRejectData, e.Offset, int(e.Tag), 0)
			}
			c.UserData.read(r, &e)
		default:
			sc.undefined(r, &e)
		}
	}
}

// AppendBinary appends the PPDU with definite lengths. It returns an error and b unchanged when X.226 forbids c.
func (c *ConnectReject) AppendBinary(b []byte) ([]byte, error) { return c.append(b, ber.Definite) }

func (c *ConnectReject) append(b []byte, f ber.Form) ([]byte, error) {
	if err := c.check(); err != nil {
		return b, err
	}
	if c.Mode == X410Mode {
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
	switch {
	case c.Mode > X410Mode:
		return fail(ruleMode, pdu, 0, int(c.Mode), 0)
	case c.Mode == X410Mode:
		return checkX410(pdu, c.X410, c.normalEmpty())
	case c.X410 != nil:
		return fail(ruleModeParams, pdu, 0, 0, 0)
	case c.Versions > Version1:
		return fail(ruleVersion, pdu, 0, int(c.Versions), 0)
	case c.DefaultResult.Value > ProviderRejection:
		return fail(ruleNumber, pdu, 0, int(c.DefaultResult.Value), 0)
	case c.Reason.Value > RejectNoPSAPAvailable:
		return fail(ruleNumber, pdu, 0, int(c.Reason.Value), 0)
	case c.Reason.Present && !c.UserData.IsZero():
		return fail(ruleRejectData, pdu, 0, 0, 0)
	}
	if err := checkResults(pdu, c.Results); err != nil {
		return err
	}
	return c.UserData.check(pdu)
}

func (c *ConnectReject) normalEmpty() bool {
	return c.Versions == 0 && c.RespondingSelector == nil && len(c.Results) == 0 && !c.DefaultResult.Present &&
		!c.Reason.Present && c.UserData.IsZero()
}

// Clone returns a copy that shares no memory with c.
func (c *ConnectReject) Clone() *ConnectReject {
	d := *c
	d.X410, d.RespondingSelector = bytes.Clone(c.X410), bytes.Clone(c.RespondingSelector)
	d.Results, d.UserData, d.joined = slices.Clone(c.Results), c.UserData.Clone(), nil
	return &d
}
