package association

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/acse/acpm"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/presentation/ppm"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/transport/class0"
)

var syntaxACSE = osi.MustOID("2.2.1.0.1")

// Contexts returns presentation contexts for an initiator to propose: 1 for ACSE, and 3, 5 and so
// on for the abstract syntaxes, all with the Basic Encoding Rules.
func Contexts(syntaxes ...osi.OID) []presentation.Context {
	list := make([]presentation.Context, 0, len(syntaxes)+1)
	add := func(syntax osi.OID) {
		list = append(list, presentation.Context{
			ID: int64(2*len(list) + 1), AbstractSyntax: syntax, TransferSyntaxes: []osi.OID{presentation.BasicEncoding()},
		})
	}
	add(syntaxACSE)
	for _, syntax := range syntaxes {
		add(syntax)
	}
	return list
}

// Open is an A-ASSOCIATE request. The PDUs are those of all layers, the lowest first: a CR
// (unless the carrier is TSDUs, or the transport connection is [Association.Kept]), a CN, a CP,
// an AARQ, and values for its User Information. The CR is sent at once, the others when the CC
// has come. A CR without SRC-REF gets one, and a CN without a version gets version 2.
//
// All PDUs are checked before the CR is sent. The event that answers is [Opened], [Refused] or
// [Aborted].
func (a *Association) Open(pdus ...stack.PDU) error {
	switch {
	case a.over:
		return refuse(ruleOver, nil)
	case len(pdus) == 0:
		return refuse(ruleRequest, nil)
	}
	switch {
	case a.Kept():
		before := a.dialogue
		a.anew()
		err := a.Send(pdus...)
		if err != nil {
			a.dialogue = before
		}
		return err
	case a.config.Carrier == stack.TSDUs:
		return a.Send(pdus...)
	}
	cr, ok := pdus[0].(*transport.ConnectionRequest)
	if !ok || len(pdus) < 2 {
		return refuse(ruleRequest, pdus[0])
	}
	config := a.config
	config.Carrier = stack.TSDUs
	if err := New(osi.FromInitiator, config).Send(pdus[1:]...); err != nil {
		return err
	}
	if err := a.sendTPDU(cr); err != nil {
		return err
	}
	a.opening = pdus[1:]
	return nil
}

// Accept is the positive response to the last [Connecting] or [Requested]. It sends the PDUs
// given, and makes those that are missing from what the peer proposes:
//
//   - a CC of class 0, with the TPDU size that the CR proposes, at most 2048 octets
//   - an AC of version 2 where that is proposed, with the functional units proposed that go
//     together, duplex before half-duplex and minor before symmetric synchronize, the tokens as the
//     CN sets them, those whose choice is left with the initiator, and the serial numbers proposed
//   - a CPA that accepts the contexts that propose the Basic Encoding Rules
//   - an AARE that accepts with the application context proposed
//
// A [stack.Value] among them goes into the User Information of the AARE.
func (a *Association) Accept(pdus ...stack.PDU) error {
	var l layered
	if err := l.add(pdus); err != nil {
		return err
	}
	switch ev := a.asks.(type) {
	case *Connecting:
		if len(pdus) > 0 {
			return a.Send(pdus...)
		}
		size := min(ev.CR.TPDUSize, transport.TPDUSize2048) // X.224 13.3.4 b, whatever was proposed
		return a.Send(&transport.ConnectionConfirm{Connection: transport.Connection{TPDUSize: size}})
	case *Requested:
		if len(l.session) == 0 {
			l.session = append(l.session, a.accept(ev.CN))
		}
		if l.presentation == nil {
			l.presentation = acceptOf(ev.CP)
		}
		if l.acse == nil && ev.AARQ != nil {
			l.acse = &acse.AssociateResponse{Diagnostic: acse.Diagnostic{Source: acse.ServiceUser}}
		}
		return a.Send(l.list()...)
	}
	return refuse(ruleAnswer, nil)
}

// accept makes the AC that answers a CN.
func (a *Association) accept(cn *session.Connect) *session.Accept {
	u := cn.Requirements.Or(session.FUDefault) &^ session.FUNestedConnections
	without := func(has, not session.FunctionalUnits) {
		if u.Has(has) {
			u &^= not
		}
	}
	without(session.FUDuplex, session.FUHalfDuplex|session.FUExceptions)
	without(session.FUMinorSynchronize, session.FUSymmetricSynchronize)
	without(session.FUActivityManagement, session.FUDataSeparation)
	if !a.session.Expedited {
		u &^= session.FUExpeditedData
	}
	if cn.Version&session.Version2 == 0 {
		u &^= session.FUSymmetricSynchronize | session.FUDataSeparation
	}
	ac := &session.Accept{Requirements: osi.Some(u)}
	ac.Options = cn.Options & session.ExtendedConcatenation
	if ac.Version = session.Version1; cn.Version&session.Version2 != 0 {
		ac.Version = session.Version2
	}
	if cn.TSDUSize.Present {
		ac.TSDUSize = cn.TSDUSize
	}
	if cn.TokenSetting.Present {
		s := cn.TokenSetting.Value
		for _, t := range [...]session.Tokens{session.DataToken, session.MinorToken, session.MajorToken, session.ReleaseToken} {
			if s.Side(t) >= session.ResponderChoice {
				s = s.With(t, session.InitiatorSide)
			}
		}
		ac.TokenSetting = osi.Some(s)
	}
	const numbers = session.FUMinorSynchronize | session.FUSymmetricSynchronize | session.FUMajorSynchronize | session.FUResynchronize
	if u&numbers == 0 || u.Has(session.FUActivityManagement) {
		return ac
	}
	ac.InitialSerial, ac.UpperLimit, ac.LargeInitialSerial = cn.InitialSerial, cn.UpperLimit, cn.LargeInitialSerial
	if u.Has(session.FUSymmetricSynchronize) {
		ac.SecondInitialSerial, ac.LargeSecondSerial = cn.SecondInitialSerial, cn.LargeSecondSerial
	}
	return ac
}

// acceptOf makes the CPA that answers a CP.
func acceptOf(cp *presentation.Connect) *presentation.ConnectAccept {
	return cp.Accept(func(c *presentation.Context) presentation.Result {
		for _, o := range c.TransferSyntaxes {
			if encodesBER(o) {
				return presentation.Result{TransferSyntax: o}
			}
		}
		return presentation.Result{Outcome: presentation.ProviderRejection, Reason: osi.Some(presentation.ContextTransferSyntaxesNotSupported)}
	})
}

// Data is a P-DATA request with one value in the first context of the abstract syntax.
func (a *Association) Data(syntax osi.OID, value []byte) error {
	a.value = stack.Value{AbstractSyntax: syntax, Octets: value}
	err := a.Send(&a.dt, &a.value)
	a.value = stack.Value{}
	return err
}

// Release is an A-RELEASE request or, after a [Finishing], the response that accepts the release.
// If both ends have asked for a release, the response of the responder is sent once that of the
// initiator has come. Use Send to give a reason or user information.
func (a *Association) Release() error {
	if a.session.State() == spm.STA09 {
		return a.ending(&session.Disconnect{}, &acse.ReleaseResponse{Reason: osi.Some(acse.ReleasedNormal)})
	}
	return a.ending(&session.Finish{}, &acse.ReleaseRequest{Reason: osi.Some(acse.ReleaseNormal)})
}

// ending sends an SPDU with an APDU, or without it in X.410-1984 mode.
func (a *Association) ending(p session.SPDU, q acse.APDU) error {
	if a.acse.State() == acpm.STA0 && a.presentation.State() != ppm.STAI0 { // X.410-1984 mode
		return a.Send(p)
	}
	return a.Send(p, q)
}

// Abort is an A-ABORT request. It is always possible. If no ABRT can be sent, a lower layer
// aborts: by an ARU without user data, an AB, or the end of the transport connection.
func (a *Association) Abort() {
	if a.over {
		return
	}
	if a.transport.State() == class0.WFTRESP {
		_ = a.Send(&transport.DisconnectRequest{Reason: transport.ReasonNotSpecified})
	}
	if a.over {
		return
	}
	if !a.closing() && a.session.State() != spm.STA01C && a.session.State() != spm.STA01 {
		for _, pdus := range a.aborts() {
			if a.Send(pdus...) == nil {
				return
			}
		}
	}
	a.end()
}

// aborts returns the ways to abort the session connection, the highest layer's first.
func (a *Association) aborts() (list [][]stack.PDU) {
	switch {
	case a.version1() || a.presentation.State() == ppm.STAI0:
	case a.acse.State() != acpm.STA0:
		list = append(list, []stack.PDU{&session.Abort{}, &acse.Abort{Source: acse.ServiceUser}})
		fallthrough
	case a.cp == nil || a.cp.Mode == osi.NormalMode:
		list = append(list, []stack.PDU{&session.Abort{}, &presentation.AbnormalReleaseUser{}})
	default:
		list = append(list, []stack.PDU{&session.Abort{}, &rtse.Abort{Reason: osi.Some(rtse.LocalSystemProblem)}})
	}
	return append(list, []stack.PDU{&session.Abort{}})
}
