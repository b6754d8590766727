package x25

// NetworkService is what a call that carries the OSI network service has agreed on, X.223 6.2.3 and
// 6.2.4. The zero NetworkService has agreed on nothing.
type NetworkService struct {
	ReceiptConfirmation bool // the D bit may be 1
	ExpeditedData       bool // INTERRUPT packets may be sent
}

// NegotiatedService returns what a call and its answer agree on: what both of them ask for.
func NegotiatedService(call *CallRequest, answer *CallAccepted) NetworkService {
	return NetworkService{
		ReceiptConfirmation: call.D && answer.D,
		ExpeditedData:       call.Facilities.expedited() && answer.Facilities.expedited(),
	}
}

// expedited reports whether facility 0B asks for the use of expedited data.
func (f FacilityField) expedited() bool {
	e, _ := f.Find(CodeExpedited)
	use, _ := e.Flag()
	return use
}

// Check checks a packet of the call against the mapping of the network service, X.223. An error is
// of kind [osi.ErrState].
//
//   - A DATA packet has Q 0 (12 b 1), and D 0 unless ReceiptConfirmation is agreed on (12 b 2).
//   - D is 1 in the last packet of a sequence alone (8.2.1).
//   - An INTERRUPT needs ExpeditedData (12 b 3).
//
// All else is good. A sequence without user data is to be ignored, 12 c: see [Reassembler.Add].
// X.25 itself permits what Check refuses, so that only calls for OSI are to be checked.
func (n NetworkService) Check(p Packet) error {
	switch p := p.(type) {
	case *Data:
		switch {
		case p.Q:
			return fail(ruleServiceQ, TypeData, 0, 1, 0)
		case p.D && !n.ReceiptConfirmation:
			return fail(ruleServiceD, TypeData, 0, 1, 0)
		case p.D && p.M:
			return fail(ruleServiceMore, TypeData, p.Modulo.size()-1, 1, 0)
		}
	case *Interrupt:
		if !n.ExpeditedData {
			return fail(ruleServiceInterrupt, TypeInterrupt, 2, int(TypeInterrupt), 0)
		}
	default: // X.223 asks for nothing
	}
	return nil
}

// CheckServiceCall checks that a call for the OSI network service has the throughput class
// facility, X.223 12 a 1. Without it the error is of kind [osi.ErrMissing]. Some X.400 MTAs are
// known to call without it: KB Q86988.
func CheckServiceCall(p *CallRequest) error {
	for _, c := range [...]FacilityCode{CodeThroughput, CodeThroughputExtended} {
		if _, ok := p.Facilities.Find(c); ok {
			return nil
		}
	}
	return fail(ruleServiceCall, TypeCallRequest, 4+p.Addresses.size(), 0, int(CodeThroughput&0xff))
}
