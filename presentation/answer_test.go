package presentation_test

import (
	"encoding/hex"
	"errors"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
)

// wire returns an answer as text: "CPR 30038a0100"; empty for none.
func wire(t *testing.T, p presentation.PPDU) string {
	t.Helper()
	if p == nil {
		return ""
	}
	b, err := p.AppendBinary(nil)
	if err != nil {
		t.Fatalf("%+v: %v", p, err)
	}
	return p.String() + " " + hex.EncodeToString(b)
}

// The answers of X.226 6.2.5.5, 6.4.4 and Amd.1 to what is decoded, by the primitive that carries
// it.
func TestAnswer(t *testing.T) {
	t.Parallel()
	const cp, cpa, aru = presentation.SConnect, presentation.SConnectAccept, presentation.SUserAbort
	x410 := presentation.Situation{Mode: osi.X410Mode}
	for _, c := range []struct {
		primitive presentation.Primitive
		octets    string
		situation presentation.Situation
		action    osi.Action
		want      string
	}{
		{presentation.SData, "0000", presentation.Situation{}, osi.SendAndDisconnect, "ARP 3006800101810107"}, // no PPDU
		{cpa, "310aa003800101a2038f0100", presentation.Situation{}, osi.SendAndDisconnect, "ARP 3006800104810101"},
		{cpa, "3109a003800101a2024100", presentation.Situation{}, osi.SendAndDisconnect, "ARP 3006800106810101"}, // an encoding fault, not an unknown PPDU
		{presentation.SRelease, "6100", presentation.Situation{}, osi.SendAndDisconnect, "ARP 300680010681010e"},
		{presentation.SResynchronizeConfirm, "3002a100", presentation.Situation{}, osi.SendAndDisconnect, "ARP 300680010481010d"},
		{presentation.STypedData, "a0028500", presentation.Situation{}, osi.SendAndDisconnect, "ARP 3006800104810105"},
		{presentation.STypedData, "a1028500", presentation.Situation{SessionVersion1: true}, osi.SendAndDisconnect, "ARP 3006800104810106"},
		// What has no session connection left, or ends it, is not answered.
		{aru, "30038001", presentation.Situation{}, osi.Discard, ""},
		{aru, "a0028500", presentation.Situation{}, osi.Discard, ""},
		{presentation.SConnectReject, "30028500", presentation.Situation{}, osi.Discard, ""},
		{presentation.SReleaseConfirm, "6100", presentation.Situation{}, osi.Discard, ""},
		{presentation.SReleaseConfirm, "6100", presentation.Situation{NegativeRelease: true}, osi.SendAndDisconnect, "ARP 300680010681010f"},
		{presentation.SData, "6100", presentation.Situation{Closed: true}, osi.Discard, ""},
		{presentation.SUnitData, "3000", presentation.Situation{}, osi.Discard, ""},
		{presentation.SData, "6100", presentation.Situation{NullEncoding: true}, osi.Disconnect, ""},
		// A CP is refused.
		{cp, "3105a003800102", presentation.Situation{}, osi.SendAndDisconnect, "CPR 30038a0100"},
		{cp, "", presentation.Situation{}, osi.SendAndDisconnect, "CPR 30038a0100"},
		{cp, "310ba003800101a20480020640", presentation.Situation{}, osi.SendAndDisconnect, "CPR 30038a0104"},
		{cp, "3109a003800100a202a400", presentation.Situation{}, osi.SendAndDisconnect, "CPR 3103800102"},
		{cp, "3109a202a400a003800100", presentation.Situation{}, osi.SendAndDisconnect, "CPR 3103800102"},
		{cp, "3105a003800102", presentation.Situation{Reject: osi.Some(presentation.RejectCalledAddressUnknown)}, osi.SendAndDisconnect, "CPR 30038a0103"},
		{cp, "3105a003800102", presentation.Situation{Reject: osi.Some(presentation.RejectDefaultContextNotSupported)}, osi.SendAndDisconnect, "CPR 30068701028a0105"},
		// X.410-1984 mode has no ARP.
		{cpa, "3109a003800100a202a500", x410, osi.SendAndDisconnect, "ARU 3103800104"},
	} {
		b := octets(t, c.octets)
		_, err := presentation.Parse(c.primitive, b)
		if err == nil {
			t.Errorf("%s %s is valid", c.primitive, c.octets)
			continue
		}
		action, answer := presentation.Answer(err, b, c.situation)
		if got := wire(t, answer); action != c.action || got != c.want {
			t.Errorf("%s %s: %v: %s %s, want %s %s", c.primitive, c.octets, err, action, got, c.action, c.want)
		}
	}
}

// The answers to errors that are not of a PPDU's octets: of the layers above, of our limits, of
// policy, and of no layer.
func TestAnswerOther(t *testing.T) {
	t.Parallel()
	acse := &osi.Error{Rule: &osi.Rule{ID: "acse.x", Layer: osi.ACSE, Kind: osi.ErrMissing, Reason: 1}, PDU: "AARQ"}
	nested := &osi.Error{Rule: &osi.Rule{ID: "ber.x", Layer: osi.BER, Kind: osi.ErrLength}, PDU: "RTORQ", Offset: 1}
	limit := &osi.Error{Rule: &osi.Rule{ID: "presentation.contexts", Layer: osi.Presentation, Kind: osi.ErrLimit}, PDU: "CP"}
	policy := &osi.Error{Rule: &osi.Rule{ID: "policy.x", Layer: osi.Presentation, Kind: osi.ErrUnsupported}, PDU: "CP"}
	late := &osi.Error{Rule: &osi.Rule{ID: "state.x", Layer: osi.Presentation, Kind: osi.ErrState, Reason: 2}, PDU: "CP"}
	short := &osi.Error{Rule: &osi.Rule{ID: "presentation.short", Layer: osi.Presentation, Kind: osi.ErrUnknown}, PDU: "SHORT-CP"}
	accept := &osi.Error{Rule: short.Rule, PDU: "SHORT-CPA"}
	ud := &osi.Error{Rule: short.Rule, PDU: "SHORT-UD"}
	for name, c := range map[string]struct {
		err    error
		octets string
		s      presentation.Situation
		action osi.Action
		want   string
	}{
		"AARQ in a CP":     {acse, "31", presentation.Situation{Primitive: presentation.SConnect}, osi.SendAndDisconnect, "CPR 30038a0106"},
		"AARE in a CPA":    {acse, "31", presentation.Situation{Primitive: presentation.SConnectAccept}, osi.SendAndDisconnect, "ARP 3006800106810101"},
		"BER in a TD":      {nested, "61", presentation.Situation{}, osi.SendAndDisconnect, "ARP 3006800106810107"},
		"BER in a CP":      {nested, "31", presentation.Situation{Primitive: presentation.SConnect}, osi.SendAndDisconnect, "CPR 30038a0106"},
		"ABRT in an ARU":   {acse, "a0", presentation.Situation{Primitive: presentation.SUserAbort}, osi.Discard, ""},
		"value of an AC":   {acse, "a0", presentation.Situation{Primitive: presentation.STypedData}, osi.SendAndDisconnect, "ARP 3006800106810105"},
		"value of a TTD":   {acse, "61", presentation.Situation{Primitive: presentation.STypedData}, osi.SendAndDisconnect, "ARP 3006800106810108"},
		"RLRQ":             {acse, "61", presentation.Situation{Primitive: presentation.SRelease}, osi.SendAndDisconnect, "ARP 300680010681010e"},
		"RTTP in X.410":    {nested, "41", presentation.Situation{Mode: osi.X410Mode, Primitive: presentation.STokenPlease}, osi.SendAndDisconnect, "ARU 3103800104"},
		"limit in X.410":   {limit, "", presentation.Situation{Mode: osi.X410Mode, Primitive: presentation.SData}, osi.SendAndDisconnect, "CPR 30038a0102"},
		"limit of a CP":    {limit, "31", presentation.Situation{}, osi.SendAndDisconnect, "CPR 30038a0102"},
		"policy":           {policy, "31", presentation.Situation{}, osi.SendAndDisconnect, "CPR 30038a0102"},
		"second CP":        {late, "31", presentation.Situation{}, osi.SendAndDisconnect, "ARP 3006800102810100"},
		"no layer":         {errors.New("disk full"), "61", presentation.Situation{}, osi.SendAndDisconnect, "ARP 3006800100810107"},
		"no layer, X.410":  {errors.New("disk full"), "", presentation.Situation{Mode: osi.X410Mode}, osi.SendAndDisconnect, "ARU 3103800100"},
		"no rule":          {&osi.Error{}, "61", presentation.Situation{}, osi.SendAndDisconnect, "ARP 3006800100810107"},
		"SHORT-CP":         {short, "0441", presentation.Situation{}, osi.SendAndDisconnect, "SHORT-CPR 10"},
		"SHORT-CP, value":  {acse, "01", presentation.Situation{Primitive: presentation.SConnect, Short: true}, osi.SendAndDisconnect, "SHORT-CPR 71"},
		"SHORT-CPA, value": {acse, "01", presentation.Situation{Primitive: presentation.SConnectAccept, Short: true}, osi.Disconnect, ""},
		"SHORT-CPR, value": {acse, "01", presentation.Situation{Primitive: presentation.SConnectReject, Short: true}, osi.Discard, ""},
		"SHORT-CPA":        {accept, "04", presentation.Situation{}, osi.Disconnect, ""},
		"SHORT-UD":         {ud, "04", presentation.Situation{}, osi.Discard, ""},
	} {
		action, answer := presentation.Answer(c.err, octets(t, c.octets), c.s)
		if got := wire(t, answer); action != c.action || got != c.want {
			t.Errorf("%s: %s %s, want %s %s", name, action, got, c.action, c.want)
		}
	}
}

// The ARU of X.226 6.4.2 with an ABRT or RTAB: with its list where the CP had one, and without user
// data where it does not fit.
func TestUserAbort(t *testing.T) {
	t.Parallel()
	acse := presentation.ContextName{ID: 1, TransferSyntax: presentation.BasicEncoding()}
	abrt := octets(t, "6403800100")
	for name, c := range map[string]struct {
		s    presentation.Situation
		apdu []byte
		c    presentation.ContextName
		want string
	}{
		"plain":              {presentation.Situation{}, abrt, acse, "ARU a00e610c300a020101a0056403800100"},
		"context list":       {presentation.Situation{ContextList: true}, abrt, acse, "ARU a019a009300702010106025101610c300a020101a0056403800100"},
		"context management": {presentation.Situation{ContextManagement: true}, abrt, acse, "ARU a019a009300702010106025101610c300a020101a0056403800100"},
		"no data":            {presentation.Situation{ContextManagement: true}, nil, acse, "ARU a000"},
		"no data, list":      {presentation.Situation{ContextList: true}, nil, acse, "ARU a002a000"},
		"version 1":          {presentation.Situation{SessionVersion1: true}, abrt, acse, "ARU a000"},
		"version 1, list":    {presentation.Situation{SessionVersion1: true, ContextList: true}, abrt, acse, "ARU a002a000"},
		"version 1, short":   {presentation.Situation{SessionVersion1: true}, abrt, presentation.ContextName{}, "ARU a00740056403800100"},
		"only context":       {presentation.Situation{Simple: true, ContextList: true}, abrt, acse, "ARU a012a00930070201010602510140056403800100"},
		"default context":    {presentation.Situation{ContextManagement: true}, abrt, presentation.ContextName{}, "ARU a009a00040056403800100"},
		"X.410":              {presentation.Situation{Mode: osi.X410Mode}, octets(t, "800104"), acse, "ARU 3103800104"},
		"X.410, no RTAB":     {presentation.Situation{Mode: osi.X410Mode}, nil, acse, "ARU 3100"},
		"X.410, version 1": {
			presentation.Situation{Mode: osi.X410Mode, SessionVersion1: true}, octets(t, "8001048102ff81ff00"), acse, "ARU 3100",
		},
	} {
		if got := wire(t, c.s.UserAbort(c.apdu, c.c)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
