package presentation

// CheckReject checks that cpr answers cp: that it is of the same mode, and that its results, if it
// has any, are as many as the contexts proposed and name transfer syntaxes proposed, X.226 6.2.4.4.
// Offsets of its errors are 0.
func CheckReject(cp *Connect, cpr *ConnectReject) error {
	if cpr.Mode != cp.Mode {
		return fail(ruleModeOther, "CPR", 0, wireMode(cpr.Mode), wireMode(cp.Mode))
	}
	if cpr.Results == nil {
		return nil
	}
	_, err := acceptContexts(nil, cp.Contexts, cpr.Results, "CPR")
	return err
}

// Simple reports whether a sender encodes all user data simply, X.226 8.4.1.2 and 8.4.1.3: the set
// is empty, or has one member and context management is not selected. Values of the sender's
// nominated context are simply encoded in any case.
func (s ContextSet) Simple() bool {
	return len(s.members) == 0 || len(s.members) == 1 && s.units&ContextManagement == 0
}

// CheckEncoding refuses user data u of the side by that is simply encoded where it must be fully
// encoded, or the reverse, X.226 8.4.1.2 to 8.4.1.3 bis and 8.4.2.2. It is for an established
// connection, and not for a TE, which is always simply encoded. Real peers break this rule: see
// [osi.EitherEncoding].
func (s ContextSet) CheckEncoding(by Side, u *UserData, pdu string) error {
	nominated := s.Nominated(by)
	simple := s.Simple() || nominated != 0
	for i := range u.PDVs {
		simple = simple && (s.Simple() || u.PDVs[i].Context == nominated)
	}
	switch {
	case u.Simple != nil && !simple:
		return fail(ruleEncoding, pdu, u.Offset, int(tagSimple), int(tagFull))
	case len(u.PDVs) > 0 && simple:
		return fail(ruleEncoding, pdu, u.PDVs[0].Offset, int(tagFull), int(tagSimple))
	}
	return nil
}

// Check refuses the first value of u whose context is not in s, X.226 6.1.2, or that names another
// transfer syntax than the one selected. Offset is that of the value. While an alteration is under
// way, the protocol machine knows which set counts.
func (s ContextSet) Check(u *UserData, pdu string) error {
	for i := range u.PDVs {
		p := &u.PDVs[i]
		at, ok := s.index(p.Context)
		if !ok {
			return fail(ruleContext, pdu, p.Offset, int(p.Context), 0)
		}
		if !p.TransferSyntax.IsZero() && p.TransferSyntax != s.members[at].TransferSyntax {
			return fail(ruleSyntax, pdu, p.Offset, int(p.Context), 0)
		}
	}
	return nil
}
