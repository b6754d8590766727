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

// Check checks a DATA or INTERRUPT packet of the call against the mapping of the network service: a
// DATA packet has Q 0 (X.223 12 b 1) and, if not agreed otherwise, D 0 (12 b 2), D 1 stands in the
// last packet of a sequence alone (8.2.1), and an INTERRUPT needs agreement (12 b 3). All other
// packets are good. X.25 itself permits what this refuses: calls for other than OSI are not to be
// checked.
//
// A sequence without user data is no error. It is ignored, X.223 12 c; see [Reassembler.Add].
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
// facility, X.223 12 a 1. Calls of X.400 MTAs are known that lack it: KB Q86988.
func CheckServiceCall(p *CallRequest) error {
	for _, c := range [...]FacilityCode{CodeThroughput, CodeThroughputExtended} {
		if _, ok := p.Facilities.Find(c); ok {
			return nil
		}
	}
	return fail(ruleServiceCall, TypeCallRequest, 4+p.Addresses.size(), 0, int(CodeThroughput&0xff))
}
