package session

import (
	"unsafe"

	"github.com/osi-go/osi"
)

// An Agreement knows what the two sides of a session connection have agreed on so far. It follows
// CN, OA, AC and RF, for somebody who sees both directions. The zero Agreement has seen nothing. Of
// Tolerate it looks at [osi.SurplusSerial] alone. It is not safe for concurrent use.
type Agreement struct {
	osi.Leniency
	Short FunctionalUnits // those that the short forms of Amd.1 stand for; 0: not known

	proposal *Connect // what its answers depend on; nil when none was seen
	overflow *OverflowAccept
	caller   osi.Direction
	known    bool // selected is
	selected Negotiated
}

// Take takes the SPDU p that d sends; of the segments of an SSDU, the first alone. It checks a CN
// by itself, X.225 5.8.1, 5.8.3 and 5.8.4, an OA, AC or RF against the CN and OA seen before, and
// that a PR or short form is possible on the connection. An error is of kind ErrState, or ErrLength
// for an AC or RF with too much user data for version 1. Its Offset is 0, except for a PR. It
// changes nothing but Tolerated. p is not kept.
func (a *Agreement) Take(d osi.Direction, p SPDU) error {
	switch p := p.(type) {
	case *Connect:
		return a.propose(d, p)
	case *OverflowAccept:
		return a.overflowed(p)
	case *Accept:
		return a.accept(p)
	case *Refuse:
		return checkRefusal(a.proposal, a.overflow, p)
	case *ShortConnect:
		a.begin(d)
	case *ShortDataTransfer, *ShortFinish, *ShortDisconnect, *ShortAbort:
		if a.proposal != nil { // a CN cannot propose the option
			return fail(ruleShortOption, p.Type(), 0, int(p.Type().SI()), 0)
		}
	case *ShortAccept, *ShortAcceptContinue:
		if a.Short != 0 {
			a.known, a.selected = true, Negotiated{Version: Version2, Units: a.Short, Tokens: a.Short.Tokens(), SerialDigits: -1}
		}
	case *Prepare:
		if u := announcedUnits(p.PrepareType); a.known && u != 0 && u&a.selected.Units == 0 {
			return fail(rulePrepareUnit, TypePR, 4, int(p.PrepareType), 0)
		}
	default:
	}
	return nil
}

// announcedUnits returns the functional units of the SPDUs that a PR may announce, X.225 8.3.26.3;
// 0: they need none.
func announcedUnits(t PrepareType) FunctionalUnits {
	switch t {
	case PrepareMajorSyncAck:
		return FUMajorSynchronize | FUActivityManagement
	case PrepareResync, PrepareResyncAck:
		return FUResynchronize | FUActivityManagement
	case PrepareAbort:
	}
	return 0
}

func (a *Agreement) begin(d osi.Direction) {
	*a = Agreement{Leniency: a.Leniency, Short: a.Short, caller: d & 1}
}

func (a *Agreement) propose(d osi.Direction, p *Connect) error {
	if err := checkProposal(p); err != nil {
		return err
	}
	a.begin(d)
	a.proposal = &Connect{Overflow: p.Overflow}
	a.proposal.Requirements = p.Requirements
	if p.Version.orDefault()&Version2 == 0 {
		a.selected.Version = Version1
	}
	a.proposal.Options, a.proposal.Version, a.proposal.TSDUSize, a.proposal.TokenSetting = p.Options, p.Version, p.TSDUSize, p.TokenSetting
	return nil
}

func (a *Agreement) overflowed(p *OverflowAccept) error {
	if a.proposal != nil {
		if err := checkOverflow(a.proposal, p); err != nil {
			return err
		}
	}
	own := p.Clone()
	a.overflow = &own
	return nil
}

func (a *Agreement) accept(p *Accept) error {
	if a.proposal == nil {
		return nil
	}
	n, err := Negotiate(a.proposal, a.overflow, p)
	if err != nil && a.Tolerate&osi.SurplusSerial != 0 {
		without := *p
		without.InitialSerial, without.SecondInitialSerial = nil, nil
		if again, other := Negotiate(a.proposal, a.overflow, &without); other == nil && a.Excuse(osi.SurplusSerial) {
			n, err = again, nil
		}
	}
	if err != nil {
		return err
	}
	a.known, a.selected = true, n
	return nil
}

// Proposed reports whether the CN was seen.
func (a *Agreement) Proposed() bool { return a.proposal != nil }

// Overflow reports whether an OA was seen.
func (a *Agreement) Overflow() bool { return a.overflow != nil }

// Version returns the version of the protocol that is selected, or version 1 where the CN proposes
// no other; 0 where that is not known. It is a value for [Decoder].
func (a *Agreement) Version() Version { return a.selected.Version }

// Units returns the functional units that are selected; absent where they are not known.
func (a *Agreement) Units() osi.Opt[FunctionalUnits] {
	return osi.Opt[FunctionalUnits]{Value: a.selected.Units, Present: a.known}
}

// SerialDigits returns the number of digits of serial numbers, a value for [Decoder]; 0 where that
// is not known.
func (a *Agreement) SerialDigits() int { return a.selected.SerialDigits }

// MaxTSDU returns the largest TSDU in octets that d may send; 0 is unlimited, or not known.
func (a *Agreement) MaxTSDU(d osi.Direction) int {
	size := a.selected.TSDUSize
	if !a.known && a.overflow != nil {
		size.ToResponder = a.overflow.TSDUSize.Value.ToResponder
	}
	if d&1 == a.caller {
		return int(size.ToResponder)
	}
	return int(size.ToInitiator)
}

// Extended reports whether d may send extended concatenated SPDUs.
func (a *Agreement) Extended(d osi.Direction) bool {
	if d&1 == a.caller {
		return a.selected.ExtendedToResponder
	}
	return a.selected.ExtendedToInitiator
}

// Memory returns the octets that a holds beyond its own size, roughly.
func (a *Agreement) Memory() (n int) {
	if a.proposal != nil {
		n += int(unsafe.Sizeof(*a.proposal))
	}
	if a.overflow != nil {
		n += int(unsafe.Sizeof(*a.overflow))
	}
	return n
}
