package session

import "github.com/osi-go/osi"

// Negotiated is what a CN and the AC that answers it agree on, X.225 5.8.
type Negotiated struct {
	Version Version         // Version1 or Version2
	Units   FunctionalUnits // selected
	Tokens  Tokens          // available
	// Initiator has the available tokens that are with the initiator; the others are with the
	// responder.
	Initiator Tokens

	TSDUSize TSDUSize // largest TSDU in each direction; 0 is unlimited: DT and TD are then not segmented

	ExtendedToResponder bool // the initiator may send extended concatenated SPDUs
	ExtendedToInitiator bool // the responder may

	SerialDigits        int          // Upper Limit Serial Number; -1 is unlimited: a value for [Decoder]
	InitialSerial       SerialNumber // nil when none is selected; with symmetric synchronize that of the initiator's sending flow
	SecondInitialSerial SerialNumber // symmetric synchronize only: the responder's sending flow
}

// needSerial are the functional units that number synchronization points.
const needSerial = FUMinorSynchronize | FUSymmetricSynchronize | FUMajorSynchronize | FUResynchronize

// Check checks what X.225 5.8.1 says of units that are proposed together: some need others. Its
// error is of kind ErrState.
func (u FunctionalUnits) Check() error {
	switch {
	case u.Has(FUCapabilityData) && !u.Has(FUActivityManagement),
		u.Has(FUExceptions) && !u.Has(FUHalfDuplex),
		u.Has(FUDataSeparation) && u&(FUMinorSynchronize|FUSymmetricSynchronize) == 0:
		return fail(ruleNegotiateUnits, TypeNone, 0, int(u), 0)
	}
	return nil
}

// CheckSelected checks what Check does, and that no units are selected that exclude one another,
// which a proposal may have: X.225 5.6.9, 5.6.10 and 8.3.4.17. Its error is of kind ErrState.
func (u FunctionalUnits) CheckSelected() error {
	switch duplex := u & (FUHalfDuplex | FUDuplex); {
	case u.Check() != nil:
		return u.Check()
	case duplex != FUHalfDuplex && duplex != FUDuplex, u.Has(FUMinorSynchronize | FUSymmetricSynchronize):
		return fail(ruleNegotiateUnits, TypeNone, 0, int(u), 0)
	case u.Has(FUDataSeparation | FUActivityManagement):
		return fail(ruleSelectedUnits, TypeNone, 0, int(u), 0)
	}
	return nil
}

// checkProposal checks what X.225 5.8.1, 5.8.3 and 5.8.4 say of the proposal of a CN, beyond its
// encoding: the dependencies of the functional units, and which serial numbers they ask for. Offset
// is 0 in its errors.
func checkProposal(cn *Connect) error {
	u := cn.Requirements.Or(FUDefault)
	serial := cn.InitialSerial != nil || cn.LargeInitialSerial != nil
	second := cn.SecondInitialSerial != nil || cn.LargeSecondSerial != nil
	must := u&needSerial != 0 && !u.Has(FUActivityManagement)
	switch {
	case u.Check() != nil:
		return fail(ruleNegotiateUnits, TypeCN, 0, int(u), 0)
	case u.Has(FUNestedConnections) && cn.Version&Version2 == 0:
		return fail(ruleNegotiateVersion, TypeCN, 0, int(cn.Version), int(Version2))
	case u&needSerial == 0 && (serial || cn.UpperLimit.Present), second && !u.Has(FUSymmetricSynchronize),
		must && !serial, must && u.Has(FUSymmetricSynchronize) && !second:
		return fail(ruleNegotiateSerial, TypeCN, 0, int(u), 0)
	}
	return nil
}

// checkOverflow checks an OA against the CN that it answers: X.225 7.1.3 and 7.2. Only a CN with
// Data Overflow is answered by an OA, and by one only. Offset is 0 in its errors.
func checkOverflow(cn *Connect, oa *OverflowAccept) error {
	switch {
	case !cn.Overflow:
		return fail(ruleOverflowPhase, TypeOA, 0, int(types[TypeOA].si), 0)
	case cn.Version.orDefault()&oa.Version == 0:
		return fail(ruleNegotiateVersion, TypeOA, 0, int(oa.Version), int(cn.Version))
	}
	return nil
}

// checkRefusal checks an RF against the CN that it answers and the OA sent before it, nil when
// there was none: X.225 8.3.5.8 to 8.3.5.10. Of a segmented RF it takes the first SPDU. Offset is 0
// in its errors.
func checkRefusal(cn *Connect, oa *OverflowAccept, rf *Refuse) error {
	if oa != nil && rf.Enclosure.Begins() && rf.Version != oa.Version {
		return fail(ruleOverflowRefusal, TypeRF, 0, int(rf.Version), int(oa.Version))
	}
	if cn != nil && cn.Version.orDefault()&Version2 == 0 {
		if f := rf.checkVersion1(TypeRF); f.rule != nil {
			return fail(f.rule, TypeRF, 0, f.got, f.want)
		}
	}
	return nil
}

// Negotiate returns what cn and ac agree on. The serial numbers of the result alias those of ac. An
// AC that selects what the CN did not propose is an error of kind ErrState, one with too much user
// data for version 1 of kind ErrLength; Offset is 0. oa is the OA between the two, nil if there was
// none: a CN with Data Overflow needs one, and the AC repeats it. Of a segmented AC it takes the
// first SPDU: any other has no parameters and is refused.
func Negotiate(cn *Connect, oa *OverflowAccept, ac *Accept) (n Negotiated, err error) {
	refuse := func(r *osi.Rule, got, want int) (Negotiated, error) {
		return Negotiated{}, fail(r, TypeAC, 0, got, want)
	}
	if !ac.Enclosure.Begins() {
		return refuse(ruleNegotiateSegment, int(ac.Enclosure-EnclosureMiddle), 0)
	}
	proposed, wanted := cn.Requirements.Or(FUDefault), ac.Requirements.Or(FUDefault)
	n.Units = proposed & wanted
	switch err := n.Units.CheckSelected(); {
	case err != nil && osi.AsError(err).Rule == ruleSelectedUnits:
		return refuse(ruleSelectedUnits, int(n.Units), 0)
	case err != nil, !acceptable(wanted), wanted.Check() != nil:
		return refuse(ruleNegotiateUnits, int(wanted), int(proposed))
	}
	switch both := cn.Version.orDefault() & ac.Version.orDefault(); {
	case both&Version2 != 0:
		n.Version = Version2
	case both&Version1 != 0 && !n.Units.Has(FUNestedConnections):
		n.Version = Version1
	default:
		return refuse(ruleNegotiateVersion, int(ac.Version), int(cn.Version))
	}
	if f := afterOverflow(cn, oa, ac); f.rule != nil {
		return refuse(f.rule, f.got, f.want)
	}
	if n.Version == Version1 {
		if f := ac.checkVersion1(TypeAC); f.rule != nil {
			return refuse(f.rule, f.got, f.want)
		}
	}
	n.Tokens = n.Units.Tokens()
	if n.Initiator, err = initiatorTokens(cn, ac, n.Tokens); err != nil {
		return Negotiated{}, err
	}
	a, b := cn.TSDUSize.Value, ac.TSDUSize.Value
	// 0 is unlimited and prevails, 5.8.6: the smaller number in either case.
	n.TSDUSize = TSDUSize{min(a.ToResponder, b.ToResponder), min(a.ToInitiator, b.ToInitiator)}
	n.ExtendedToResponder = ac.Options&ExtendedConcatenation != 0
	n.ExtendedToInitiator = cn.Options&ExtendedConcatenation != 0
	return n, n.serials(ac)
}

// afterOverflow checks that an AC repeats the OA, X.225 8.3.4.8 and 8.3.4.9. No TSDU Maximum Size
// is one of unlimited size.
func afterOverflow(cn *Connect, oa *OverflowAccept, ac *Accept) fault {
	switch {
	case cn.Overflow != (oa != nil):
		return fault{rule: ruleOverflowPhase, got: int(types[TypeAC].si)}
	case oa == nil:
	case ac.Version != oa.Version:
		return fault{rule: ruleOverflowAccept, got: int(ac.Version), want: int(oa.Version)}
	case ac.TSDUSize.Value != oa.TSDUSize.Value:
		return fault{rule: ruleOverflowSize, got: ac.TSDUSize.Value.number(), want: oa.TSDUSize.Value.number()}
	}
	return fault{}
}

// initiatorTokens follows the Token Setting Items: the AC repeats the CN's, or has none, except
// where the CN left the choice.
func initiatorTokens(cn *Connect, ac *Accept, available Tokens) (with Tokens, err error) {
	for _, t := range [...]Tokens{DataToken, MinorToken, MajorToken, ReleaseToken} {
		if available&t == 0 {
			continue
		}
		side := cn.TokenSetting.Value.Side(t)
		answer := ac.TokenSetting.Value.Side(t)
		if side != ResponderChoice && ac.TokenSetting.Present && answer != side {
			return 0, fail(ruleNegotiateTokens, TypeAC, 0, int(ac.TokenSetting.Value), int(cn.TokenSetting.Value))
		}
		if side == ResponderChoice {
			if !ac.TokenSetting.Present { // 8.3.4.11 has it contain the value chosen
				return 0, fail(ruleNegotiateTokens, TypeAC, 0, 0, int(cn.TokenSetting.Value))
			}
			side = answer
		}
		if side == InitiatorSide {
			with |= t
		}
	}
	return with, nil
}

// serials takes over the numbers of the AC, which count, X.225 5.8.3 and 5.8.4.
func (n *Negotiated) serials(ac *Accept) error {
	n.SerialDigits = 6
	n.InitialSerial, n.SecondInitialSerial = ac.InitialSerial, ac.SecondInitialSerial
	if ac.UpperLimit.Present {
		n.InitialSerial, n.SecondInitialSerial = ac.LargeInitialSerial, ac.LargeSecondSerial
		if n.SerialDigits = int(ac.UpperLimit.Value); n.SerialDigits == 0 {
			n.SerialDigits = -1
		}
	}
	numbers := n.Units&needSerial != 0 && !n.Units.Has(FUActivityManagement)
	if ac.UpperLimit.Present && !numbers || numbers != (n.InitialSerial != nil) || (numbers && n.Units.Has(FUSymmetricSynchronize)) != (n.SecondInitialSerial != nil) {
		got := int(n.Units)
		*n = Negotiated{}
		return fail(ruleNegotiateSerial, TypeAC, 0, got, 0)
	}
	return nil
}
