package spm

import "github.com/osi-go/osi/session"

// The sets of A.5.1 and A.5.2.
const (
	fuFD    = session.FUDuplex
	fuHD    = session.FUHalfDuplex
	fuEX    = session.FUExpeditedData
	fuSY    = session.FUMinorSynchronize
	fuMA    = session.FUMajorSynchronize
	fuRESYN = session.FUResynchronize
	fuACT   = session.FUActivityManagement
	fuNR    = session.FUNegotiatedRelease
	fuCD    = session.FUCapabilityData
	fuEXCEP = session.FUExceptions
	fuTD    = session.FUTypedData
	fuSS    = session.FUSymmetricSynchronize
	fuDS    = session.FUDataSeparation

	dk    = session.DataToken
	mi    = session.MinorToken
	ma    = session.MajorToken
	tr    = session.ReleaseToken
	tkDom = dk | mi | ma | tr
)

// fu reports whether all functional units of f are selected.
func (m *Machine) fu(f session.FunctionalUnits) bool { return m.selected.Has(f) }

func (m *Machine) symmetric() bool { return m.fu(fuSS) }

// available are the tokens t of which AV(t) holds.
func (m *Machine) available() session.Tokens { return m.selected.Tokens() }

// i is ALL(I, t): not available, or owned.
func (m *Machine) i(t session.Tokens) bool { return m.available()&t&^m.owned == 0 }

// a is ALL(A, t): not available, or not owned.
func (m *Machine) a(t session.Tokens) bool { return m.available()&t&m.owned == 0 }

// ii is II(t): available and owned.
func (m *Machine) ii(t session.Tokens) bool { return m.available()&m.owned&t != 0 }

// aa is AA(t): available and not owned.
func (m *Machine) aa(t session.Tokens) bool { return m.available()&^m.owned&t != 0 }

// holds evaluates predicate n of Table A.7. The comments give it in the notation of A.5.
func (m *Machine) holds(n int16, in *input) bool {
	switch n {
	case 1: // not Vtca
		return !m.vtca
	case 2: // local choice, and TEXP is false
		return in.local && !m.Expedited
	case 3: // I(dk)
		return m.i(dk)
	case 4: // FU(FD), and not Vcoll
		return m.fu(fuFD) && !m.vcoll
	case 5: // A(dk)
		return m.a(dk)
	case 6: // FU(TD)
		return m.fu(fuTD)
	case 7: // FU(TD), and not Vcoll
		return m.fu(fuTD) && !m.vcoll
	case 8: // FU(EX)
		return m.fu(fuEX)
	case 9: // FU(EX), and not Vcoll
		return m.fu(fuEX) && !m.vcoll
	case 10: // not Vcoll
		return !m.vcoll
	case 11: // II(ma)
		return m.ii(ma)
	case 12: // FU(MA), no activity missing, A(dk), A(mi), AA(ma)
		return m.fu(fuMA) && m.p26() && m.a(dk) && m.a(mi) && m.aa(ma)
	case 13: // FU(MA), no activity missing, I(dk), I(mi), II(ma)
		return m.fu(fuMA) && m.p26() && m.i(dk) && m.i(mi) && m.ii(ma)
	case 14: // no activity missing, A(dk), AA(mi)
		return m.p26() && m.a(dk) && m.aa(mi)
	case 15: // no activity missing, I(dk), II(mi)
		return m.p26() && m.i(dk) && m.ii(mi)
	case 16: // TEXP is false
		return !m.Expedited
	case 17: // no activity missing, and FU(SS), or FU(SY) and not Vsc
		return m.p26() && (m.fu(fuSS) || m.fu(fuSY) && !m.vsc)
	case 18: // no activity missing, and FU(SS), or FU(SY) and Vsc
		return m.p26() && (m.fu(fuSS) || m.fu(fuSY) && m.vsc)
	case 19: // not FU(SS), serial number = V(M)
		return !m.fu(fuSS) && in.sn == m.vm
	case 20: // not FU(SS), serial number = V(M) - 1
		return !m.fu(fuSS) && in.sn == m.vm-1
	case 21: // not FU(SS), V(A) <= serial number < V(M)
		return !m.fu(fuSS) && m.va <= in.sn && in.sn < m.vm
	case 23: // FU(ACT), and not Vnextact
		return m.fu(fuACT) && !m.vnextact
	case 24: // not SPMwinner
		return !m.winner(in)
	case 25: // FU(RESYN), and FU(SY), FU(SS) or FU(MA)
		return m.fu(fuRESYN) && m.selected&(fuSY|fuSS|fuMA) != 0
	case 26:
		return m.p26()
	case 27: // Vrsp = no
		return m.vrsp == resyncNo
	case 28: // FU(RESYN)
		return m.fu(fuRESYN)
	case 29: // no activity missing, FU(RESYN)
		return m.p26() && m.fu(fuRESYN)
	case 30: // not FU(ACT), or Vnextact
		return !m.fu(fuACT) || m.vnextact
	case 32: // a restart is not below V(R); with FU(SS) on neither flow below its V(R)
		return m.restartable(in)
	case 33: // V(R) <= serial number <= V(M)
		return m.vr <= in.sn && in.sn <= m.vm
	case 34: // FU(ACT)
		return m.fu(fuACT)
	case 35: // FU(RESYN), and TEXP is false or FU(DS)
		return m.fu(fuRESYN) && (!m.Expedited || m.fu(fuDS))
	case 36: // FU(RESYN), and TEXP
		return m.fu(fuRESYN) && m.Expedited
	case 37: // FU(ACT), and TEXP
		return m.fu(fuACT) && m.Expedited
	case 38: // FU(ACT), and TEXP is false
		return m.fu(fuACT) && !m.Expedited
	case 39: // Vact, and II(ma)
		return m.vact && m.ii(ma)
	case 40: // AA(ma)
		return m.aa(ma)
	case 41: // Vrsp = dsc
		return m.vrsp == resyncDiscard
	case 42: // Vrsp = int
		return m.vrsp == resyncInterrupt
	case 43: // not FU(SS), and the serial number is that of the restart, V(M) for abandon, any for set
		return !m.fu(fuSS) && (m.vrsp == resyncRestart && in.sn == m.vrspnb || m.vrsp == resyncAbandon && in.sn == m.vm || m.vrsp == resyncSet)
	case 44: // FU(ACT), not Vact, A(dk), A(mi), A(ma)
		return m.fu(fuACT) && !m.vact && m.a(dk) && m.a(mi) && m.a(ma)
	case 45: // FU(ACT), not Vact, I(dk), I(mi), I(ma)
		return m.fu(fuACT) && !m.vact && m.i(dk) && m.i(mi) && m.i(ma)
	case 46: // FU(CD), FU(ACT), not Vact, A(dk), A(mi), not OWNED(ma)
		return m.fu(fuCD|fuACT) && !m.vact && m.a(dk) && m.a(mi) && m.owned&ma == 0
	case 47: // FU(CD), FU(ACT), not Vact, I(dk), I(mi), OWNED(ma)
		return m.fu(fuCD|fuACT) && !m.vact && m.i(dk) && m.i(mi) && m.owned&ma != 0
	case 48: // FU(EXCEP), FU(HD)
		return m.fu(fuEXCEP | fuHD)
	case 49: // the serial number is that of the restart, V(M) or more for abandon, any for set
		return m.vrsp == resyncRestart && in.sn == m.vrspnb || m.vrsp == resyncAbandon && in.sn >= m.vm || m.vrsp == resyncSet
	case 50: // FU(EXCEP), no activity missing, AA(dk)
		return m.fu(fuEXCEP) && m.p26() && m.aa(dk)
	case 51: // FU(EXCEP), no activity missing, II(dk)
		return m.fu(fuEXCEP) && m.p26() && m.ii(dk)
	case 52: // FU(EXCEP), not FU(ACT), II(dk)
		return m.fu(fuEXCEP) && !m.fu(fuACT) && m.ii(dk)
	case 53: // ALL(AV, RT)
		return in.tokens&^m.available() == 0
	case 54:
		return m.p54(in)
	case 55: // FU(ACT), not Vact, ALL(I, tk-dom)
		return m.fu(fuACT) && !m.vact && m.i(tkDom)
	case 57: // ALL(II, GT), dk is not in GT
		return m.p54(in) && in.tokens&dk == 0
	case 58: // ALL(II, GT), dk is in GT
		return m.p54(in) && in.tokens&dk != 0
	case 59:
		return m.p59(in)
	case 60: // ALL(AA, GT), dk is not in GT
		return m.p59(in) && in.tokens&dk == 0
	case 61: // ALL(AA, GT), dk is in GT
		return m.p59(in) && in.tokens&dk != 0
	case 62: // FU(ACT), not Vact, ALL(A, tk-dom)
		return m.fu(fuACT) && !m.vact && m.a(tkDom)
	case 63: // ALL(I, tk-dom), and not FU(ACT), or not Vact
		return m.i(tkDom) && (!m.fu(fuACT) || !m.vact)
	case 64: // local choice, not Vtca, and TEXP is false
		return in.local && !m.vtca && !m.Expedited
	case 65: // ANY(AV, tk-dom)
		return m.available() != 0
	case 66: // Vtrr
		return m.vtrr
	case 67: // FU(NR)
		return m.fu(fuNR)
	case 68: // ALL(A, tk-dom), and not FU(ACT), or not Vact
		return m.a(tkDom) && (!m.fu(fuACT) || !m.vact)
	case 69: // Vcoll
		return m.vcoll
	case 70: // FU(FD)
		return m.fu(fuFD)
	case 71: // FU(ACT), Vact, I(dk), I(mi), II(ma)
		return m.fu(fuACT) && m.vact && m.i(dk) && m.i(mi) && m.ii(ma)
	case 72: // FU(ACT), Vact, A(dk), A(mi), AA(ma)
		return m.fu(fuACT) && m.vact && m.a(dk) && m.a(mi) && m.aa(ma)
	case 75: // not Vcoll, or Vdnr
		return !m.vcoll || m.vdnr
	case 76: // the CN is not acceptable to the SPM
		return m.Local.Refuse
	case 80: // not FU(DS), or V(Adi) < V(A); with FU(SS) V(Adi) < V(Ar)
		return !m.fu(fuDS) || !m.fu(fuSS) && m.vadi < m.va || m.fu(fuSS) && m.vadi < m.varr
	case 81:
		return m.p81()
	case 82: // FU(DS)
		return m.fu(fuDS)
	case 173: // FU(SS), serial numbers = V(Ms) - 1 and V(Mr). An MAA or AEA has the second alone
		return m.fu(fuSS) && (in.snd == noSerial || in.snd == m.vms-1) && in.rcv == m.vmr
	case 175: // FU(SS), serial number = V(Mr) - 1
		return m.fu(fuSS) && in.sn == m.vmr-1
	case 176: // FU(SS), V(As) <= serial number < V(Ms)
		return m.fu(fuSS) && m.vas <= in.sn && in.sn < m.vms
	case 177: // FU(SS), serial number = V(Mr)
		return m.fu(fuSS) && in.sn == m.vmr
	case 178: // FU(SS), also while an AC selects it
		return m.selects(in).Has(fuSS)
	case 179: // FU(SS), V(Ar) <= serial number < V(Mr)
		return m.fu(fuSS) && m.varr <= in.sn && in.sn < m.vmr
	case 180: // no restart; with FU(SS) abandon or set on both flows
		return !m.fu(fuSS) && in.kind() != resyncRestart || m.fu(fuSS) && in.rcvType.clears() && in.sndType.clears()
	case 184: // FU(SS), Vrsps = no
		return m.fu(fuSS) && m.vrsps == resyncNo
	case 185: // Discard-rcv-flow, and not p81
		return m.discardReceived && !m.p81()
	case 186: // Discard-snd-flow
		return m.discardSent
	case 187: // FU(SS), and the serial number of a flow that restarts is that of the restart
		return m.fu(fuSS) && (m.vrspr != resyncRestart || in.rcv == m.vrspnbr) && (m.vrsps != resyncRestart || in.snd == m.vrspnbs)
	case 202: // end of user data
		return in.end
	case 204: // more than 10 240 octets of user data
		return in.overflow
	case 205: // Amd.1: local choice
		return in.short
	case 206: // Amd.1: the SCN is not acceptable to the SPM
		return m.Local.Refuse
	case 207: // Amd.1: local choice, and an SCN fits the T-CONNECT request
		return in.short && m.Local.InConnect
	case 208: // Amd.1: null encoding is selected
		return m.Local.NullEncoding
	case 209: // Amd.1: the summary of the SCN can be interpreted
		return m.Local.Interpreted
	case 210: // Amd.1: an SAC fits the T-CONNECT response
		return m.Local.InConnect
	case 211: // Amd.1: in STA01F an SRF fits the T-CONNECT response; else the short form is to be sent
		return m.state == STA01F && m.Local.InConnect || m.state != STA01F && in.short
	}
	return false
}

// p26 says that no activity is missing: not FU(ACT), or Vact.
func (m *Machine) p26() bool { return !m.fu(fuACT) || m.vact }

// p54: ALL(II, GT).
func (m *Machine) p54(in *input) bool { return in.tokens&^(m.available()&m.owned) == 0 }

// p59: ALL(AA, GT).
func (m *Machine) p59(in *input) bool { return in.tokens&^(m.available()&^m.owned) == 0 }

// p81: V(Ado) >= V(A); with FU(SS) V(Ado) >= V(As).
func (m *Machine) p81() bool { return !m.fu(fuSS) && m.vado >= m.va || m.fu(fuSS) && m.vado >= m.vas }
