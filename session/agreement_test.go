package session

import (
	"errors"
	"strings"
	"testing"

	"github.com/osi-go/osi"
)

// What a CN and an AC agree on, told of the direction that the CN took. The CN takes TSDUs of 200
// octets and extended concatenation, the AC TSDUs of 100 octets and no extended concatenation.
func TestAgreement(t *testing.T) {
	t.Parallel()
	cn, ac := new(Connect), new(Accept)
	if err := cn.Decode([]byte("\x0d\x12\x05\x0c\x13\x01\x01\x15\x04\x00\x64\x00\xc8\x16\x01\x02\x14\x02\x00\x02")); err != nil {
		t.Fatal(err)
	}
	if err := ac.Decode([]byte("\x0e\x12\x05\x0c\x13\x01\x00\x15\x04\x00\x64\x00\xc8\x16\x01\x02\x14\x02\x00\x02")); err != nil {
		t.Fatal(err)
	}
	for caller := range osi.Direction(2) {
		var a Agreement
		if a.Proposed() || a.Overflow() || a.Units().Present || a.Version() != 0 {
			t.Errorf("at the beginning %+v", a)
		}
		if err := a.Take(caller, cn); err != nil || !a.Proposed() || a.Units().Present {
			t.Errorf("%v, %+v", err, a)
		}
		if err := a.Take(caller^1, ac); err != nil || a.Overflow() {
			t.Errorf("%v, %+v", err, a)
		}
		if a.Units() != osi.Some(FUDuplex) || a.Version() != Version2 || a.SerialDigits() != 6 {
			t.Errorf("%v, %v, %d", a.Units(), a.Version(), a.SerialDigits())
		}
		if a.MaxTSDU(caller) != 100 || a.MaxTSDU(caller^1) != 200 || a.MaxTSDU(caller+2) != 100 {
			t.Errorf("caller %v: sizes %d, %d", caller, a.MaxTSDU(caller), a.MaxTSDU(caller^1))
		}
		if a.Extended(caller) || !a.Extended(caller^1) || a.Extended(caller+2) {
			t.Errorf("caller %v: extended %t, %t", caller, a.Extended(caller), a.Extended(caller^1))
		}
		if err := a.Take(caller, new(Connect)); err != nil || a.Units().Present || a.Version() != Version1 {
			t.Error("a new CN begins again", err, a)
		}
	}
	var a Agreement
	if err := a.Take(0, ac); err != nil || a.Units().Present {
		t.Error("an AC to a CN that was not seen", err, a)
	}
}

// An OA has the size of the TSDUs with CDOs, which come before the AC. It answers a CN with Data
// Overflow alone, and selects one of its versions; what is refused is not kept.
func TestAgreementOverflow(t *testing.T) {
	t.Parallel()
	size := osi.Some(TSDUSize{ToResponder: 300, ToInitiator: 400})
	for _, c := range []struct {
		cn   Connect
		oa   OverflowAccept
		rule *osi.Rule
	}{
		{Connect{Overflow: true, ConnectAcceptItem: ConnectAcceptItem{Version: Version1 | Version2, TSDUSize: size}}, OverflowAccept{Version: Version2, TSDUSize: size}, nil},
		{Connect{ConnectAcceptItem: ConnectAcceptItem{Version: Version2}}, OverflowAccept{Version: Version2}, ruleOverflowPhase},
		{Connect{Overflow: true, ConnectAcceptItem: ConnectAcceptItem{Version: Version2}}, OverflowAccept{Version: Version1}, ruleNegotiateVersion},
	} {
		var a Agreement
		if err := a.Take(1, &c.cn); err != nil {
			t.Fatal(err)
		}
		err := a.Take(0, &c.oa)
		if c.rule == nil {
			if err != nil || !a.Overflow() || a.MaxTSDU(1) != 300 || a.MaxTSDU(0) != 0 {
				t.Errorf("%v: sizes %d, %d", err, a.MaxTSDU(1), a.MaxTSDU(0))
			}
			continue
		}
		if e := osi.AsError(err); e == nil || e.Rule != c.rule || a.Overflow() {
			t.Errorf("%v, want %s", err, c.rule.ID)
		}
	}
	var a Agreement
	if err := a.Take(0, &OverflowAccept{Version: Version2}); err != nil || !a.Overflow() {
		t.Error("an OA to a CN that was not seen", err)
	}
	if err := a.Take(0, &Refuse{Version: Version1}); err == nil {
		t.Error("an RF that repeats another version than the OA's")
	}
}

// TestRefuseVersion1 has RFs that answer a CN of version 1, or of both versions: octets of SPDUs.
func TestRefuseVersion1(t *testing.T) {
	t.Parallel()
	const segment = "\x0c\x08\x19\x01\x01\x32\x03\x02\x41\x41"
	most := "\x0c\xff\x02\x05\x32\xff\x02\x01\x02" + strings.Repeat("A", 512)
	more := "\x0c\xff\x02\x06\x32\xff\x02\x02\x02" + strings.Repeat("A", 513)
	for _, c := range []struct {
		version, rf string
		rule        *osi.Rule
	}{
		{"\x01", segment, ruleVersion1Enclosure},
		{"\x03", segment, nil},
		{"\x01", most, nil},
		{"\x01", more, ruleVersion1Data},
		{"\x03", more, nil},
	} {
		var a Agreement
		var err error
		for _, octets := range []string{"\x0d\x0c\x05\x06\x13\x01\x00\x16\x01" + c.version + "\x14\x02\x00\x02", c.rf} {
			p, failed := Parse([]byte(octets))
			if failed != nil || err != nil {
				t.Fatal(failed, err)
			}
			err = a.Take(osi.FromInitiator, p)
		}
		if e := osi.AsError(err); c.rule == nil && e != nil || c.rule != nil && (e == nil || e.Rule != c.rule) {
			t.Errorf("%x, %d octets: %v", c.version, len(c.rf), err)
		}
	}
}

// Behind a CN of version 1 alone each SPDU is one of version 1: octets of SPDUs.
func TestVersionProposed(t *testing.T) {
	t.Parallel()
	const refuse, abort = "\x0c\x08\x19\x01\x01\x32\x03\x02\x41\x41", "\x19\x0a\x11\x01\x02\x19\x01\x01\xc1\x02\x05\x00"
	most := "\x0c\xff\x02\x05\x32\xff\x02\x01\x02" + strings.Repeat("A", 512)
	more := "\x0c\xff\x02\x06\x32\xff\x02\x02\x02" + strings.Repeat("A", 513)
	for _, c := range []struct {
		version, answer string
		rule            *osi.Rule
	}{
		{"\x01", refuse, ruleVersion1Enclosure},
		{"\x03", refuse, nil},
		{"\x01", abort, ruleVersion1Enclosure},
		{"\x02", abort, nil},
		{"\x01", most, nil},
		{"\x01", more, ruleVersion1Data},
		{"\x03", more, nil},
	} {
		var a Agreement
		cn, err := Parse([]byte("\x0d\x0c\x05\x06\x13\x01\x00\x16\x01" + c.version + "\x14\x02\x00\x02"))
		if err == nil {
			err = a.Take(osi.FromInitiator, cn)
		}
		if err != nil {
			t.Fatal(err)
		}
		d := Decoder{Version: a.Version()}
		_, err = d.TSDU([]byte(c.answer))
		if e := osi.AsError(err); c.rule == nil && e != nil || c.rule != nil && (e == nil || e.Rule != c.rule) {
			t.Errorf("%x, %d octets: %v", c.version, len(c.answer), err)
		}
	}
}

// A serial number of an AC whose functional units have none is a tolerance.
func TestAgreementSurplus(t *testing.T) {
	t.Parallel()
	cn := &Connect{Requirements: osi.Some(FUDuplex)}
	ac := &Accept{Requirements: osi.Some(FUDuplex)}
	ac.InitialSerial = SerialNumber("1")
	var strict, tolerant Agreement
	tolerant.Tolerate = osi.SurplusSerial
	for _, a := range []*Agreement{&strict, &tolerant} {
		if err := a.Take(0, cn); err != nil {
			t.Fatal(err)
		}
	}
	if err := strict.Take(1, ac); err == nil || strict.Units().Present {
		t.Error("strict:", err, strict.Units())
	}
	if err := tolerant.Take(1, ac); err != nil || tolerant.Tolerated != osi.SurplusSerial || tolerant.Units() != osi.Some(FUDuplex) {
		t.Error("tolerant:", err, tolerant.Tolerated, tolerant.Units())
	}
	ac.InitialSerial = nil
	exact := Agreement{Leniency: osi.Leniency{Tolerate: osi.SurplusSerial}}
	if err := errors.Join(exact.Take(0, cn), exact.Take(1, ac)); err != nil || exact.Tolerated != 0 {
		t.Error("without one:", err, exact.Tolerated)
	}
}

// Short forms agree on what the caller says that they stand for; behind a CN there are none.
func TestAgreementShort(t *testing.T) {
	t.Parallel()
	for short, want := range map[FunctionalUnits]osi.Opt[FunctionalUnits]{0: {}, FUDuplex: osi.Some(FUDuplex)} {
		a := Agreement{Short: short}
		if err := a.Take(0, &ShortConnect{}); err != nil {
			t.Fatal(err)
		}
		if err := a.Take(1, &ShortAccept{}); err != nil || a.Units() != want {
			t.Errorf("%v: %v, %v", short, err, a.Units())
		}
		if err := a.Take(1, &ShortDataTransfer{}); err != nil {
			t.Error(err)
		}
		if err := a.Take(0, &Connect{}); err != nil || a.Short != short {
			t.Errorf("%v, %v", err, a.Short)
		}
		for _, p := range []SPDU{&ShortDataTransfer{}, &ShortFinish{}, &ShortDisconnect{}, &ShortAbort{}} {
			if e := osi.AsError(a.Take(0, p)); e == nil || e.Rule != ruleShortOption {
				t.Errorf("%v behind a CN: %v", p, e)
			}
		}
	}
}

// A PR announces what the functional units selected have.
func TestAgreementPrepare(t *testing.T) {
	t.Parallel()
	for units, allowed := range map[FunctionalUnits][]PrepareType{
		FUDuplex:                      {PrepareAbort},
		FUDuplex | FUMajorSynchronize: {PrepareAbort, PrepareMajorSyncAck},
		FUDuplex | FUResynchronize:    {PrepareAbort, PrepareResync, PrepareResyncAck},
		FUHalfDuplex | FUActivityManagement | FUCapabilityData: {PrepareAbort, PrepareMajorSyncAck, PrepareResync, PrepareResyncAck},
	} {
		a := Agreement{known: true, selected: Negotiated{Units: units}}
		may := map[PrepareType]bool{}
		for _, p := range allowed {
			may[p] = true
		}
		for _, p := range []PrepareType{PrepareMajorSyncAck, PrepareResync, PrepareResyncAck, PrepareAbort} {
			err := a.Take(0, &Prepare{PrepareType: p})
			if e := osi.AsError(err); may[p] != (err == nil) || err != nil && (e.Rule != rulePrepareUnit || e.Offset != 4) {
				t.Errorf("%v of %v: %v", p, units, err)
			}
		}
		a.known = false
		if err := a.Take(0, &Prepare{PrepareType: PrepareResync}); err != nil {
			t.Error("units are not known", err)
		}
	}
}

// What a CN may propose and an OA may select: each is refused by its rule, with offset 0.
func TestProposals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		rule *osi.Rule
	}{
		{checkProposal(&Connect{Requirements: osi.Some(FUDuplex | FUNestedConnections), ConnectAcceptItem: ConnectAcceptItem{Version: Version1}}), ruleNegotiateVersion},
		{checkProposal(&Connect{Requirements: osi.Some(FUDuplex | FUNestedConnections), ConnectAcceptItem: ConnectAcceptItem{Version: Version1 | Version2}}), nil},
		{checkProposal(&Connect{Requirements: osi.Some(FUDuplex | FUExceptions)}), ruleNegotiateUnits},
		{checkOverflow(&Connect{Overflow: true}, &OverflowAccept{Version: Version2}), ruleNegotiateVersion}, // an absent version is version 1
		{checkOverflow(&Connect{}, &OverflowAccept{Version: Version1}), ruleOverflowPhase},
		{checkOverflow(&Connect{Overflow: true, ConnectAcceptItem: ConnectAcceptItem{Version: Version1 | Version2}}, &OverflowAccept{Version: Version2}), nil},
		{FUDuplex.CheckSelected(), nil},
		{(FUDuplex | FUHalfDuplex).CheckSelected(), ruleNegotiateUnits},
		{FunctionalUnits(0).CheckSelected(), ruleNegotiateUnits},
		{(FUDuplex | FUMinorSynchronize | FUSymmetricSynchronize).CheckSelected(), ruleNegotiateUnits},
		{(FUHalfDuplex | FUMinorSynchronize | FUActivityManagement | FUDataSeparation | FUMajorSynchronize).CheckSelected(), ruleSelectedUnits},
	} {
		e := osi.AsError(c.err)
		if c.rule == nil && c.err != nil || c.rule != nil && (e == nil || e.Rule != c.rule || e.Offset != 0) {
			t.Errorf("%v, want %+v", c.err, c.rule)
		}
	}
	if err := (FUDuplex | FUExceptions).CheckSelected(); err == nil {
		t.Error("exceptions without half-duplex are selected")
	}
}
