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

// holds evaluates predicate n of Table A.7.
func (m *Machine) holds(n int16, in *input) bool { //nolint:gocyclo // one case a predicate
	switch n {
	case 1:
		return m.p01()
	case 2:
		return m.p02(in)
	case 3:
		return m.p03()
	case 4:
		return m.p04()
	case 5:
		return m.p05()
	case 6:
		return m.p06()
	case 7:
		return m.p07()
	case 8:
		return m.p08()
	case 9:
		return m.p09()
	case 10:
		return m.p10()
	case 11:
		return m.p11()
	case 12:
		return m.p12()
	case 13:
		return m.p13()
	case 14:
		return m.p14()
	case 15:
		return m.p15()
	case 16:
		return m.p16()
	case 17:
		return m.p17()
	case 18:
		return m.p18()
	case 19:
		return m.p19(in)
	case 20:
		return m.p20(in)
	case 21:
		return m.p21(in)
	case 23:
		return m.p23()
	case 24:
		return m.p24(in)
	case 25:
		return m.p25()
	case 26:
		return m.p26()
	case 27:
		return m.p27()
	case 28:
		return m.p28()
	case 29:
		return m.p29()
	case 30:
		return m.p30()
	case 32:
		return m.p32(in)
	case 33:
		return m.p33(in)
	case 34:
		return m.p34()
	case 35:
		return m.p35()
	case 36:
		return m.p36()
	case 37:
		return m.p37()
	case 38:
		return m.p38()
	case 39:
		return m.p39()
	case 40:
		return m.p40()
	case 41:
		return m.p41()
	case 42:
		return m.p42()
	case 43:
		return m.p43(in)
	case 44:
		return m.p44()
	case 45:
		return m.p45()
	case 46:
		return m.p46()
	case 47:
		return m.p47()
	case 48:
		return m.p48()
	case 49:
		return m.p49(in)
	case 50:
		return m.p50()
	case 51:
		return m.p51()
	case 52:
		return m.p52()
	case 53:
		return m.p53(in)
	case 54:
		return m.p54(in)
	case 55:
		return m.p55()
	case 57:
		return m.p57(in)
	case 58:
		return m.p58(in)
	case 59:
		return m.p59(in)
	case 60:
		return m.p60(in)
	case 61:
		return m.p61(in)
	case 62:
		return m.p62()
	case 63:
		return m.p63()
	case 64:
		return m.p64(in)
	case 65:
		return m.p65()
	case 66:
		return m.p66()
	case 67:
		return m.p67()
	case 68:
		return m.p68()
	case 69:
		return m.p69()
	case 70:
		return m.p70()
	case 71:
		return m.p71()
	case 72:
		return m.p72()
	case 75:
		return m.p75()
	case 76:
		return m.p76()
	case 80:
		return m.p80()
	case 81:
		return m.p81()
	case 82:
		return m.p82()
	case 173:
		return m.p173(in)
	case 175:
		return m.p175(in)
	case 176:
		return m.p176(in)
	case 177:
		return m.p177(in)
	case 178:
		return m.p178(in)
	case 179:
		return m.p179(in)
	case 180:
		return m.p180(in)
	case 184:
		return m.p184()
	case 185:
		return m.p185()
	case 186:
		return m.p186()
	case 187:
		return m.p187(in)
	case 202:
		return m.p202(in)
	case 204:
		return m.p204(in)
	case 205:
		return m.p205(in)
	case 206:
		return m.p206()
	case 207:
		return m.p207(in)
	case 208:
		return m.p208()
	case 209:
		return m.p209()
	case 210:
		return m.p210()
	case 211:
		return m.p211(in)
	}
	return false
}

// p01: not Vtca.
func (m *Machine) p01() bool {
	return !m.vtca
}

// p02: local choice, and TEXP is false.
func (m *Machine) p02(in *input) bool {
	return in.local && !m.Expedited
}

// p03: I(dk).
func (m *Machine) p03() bool {
	return m.i(dk)
}

// p04: FU(FD), and not Vcoll.
func (m *Machine) p04() bool {
	return m.fu(fuFD) && !m.vcoll
}

// p05: A(dk).
func (m *Machine) p05() bool {
	return m.a(dk)
}

// p06: FU(TD).
func (m *Machine) p06() bool {
	return m.fu(fuTD)
}

// p07: FU(TD), and not Vcoll.
func (m *Machine) p07() bool {
	return m.fu(fuTD) && !m.vcoll
}

// p08: FU(EX).
func (m *Machine) p08() bool {
	return m.fu(fuEX)
}

// p09: FU(EX), and not Vcoll.
func (m *Machine) p09() bool {
	return m.fu(fuEX) && !m.vcoll
}

// p10: not Vcoll.
func (m *Machine) p10() bool {
	return !m.vcoll
}

// p11: II(ma).
func (m *Machine) p11() bool {
	return m.ii(ma)
}

// p12: FU(MA), no activity missing, A(dk), A(mi), AA(ma).
func (m *Machine) p12() bool {
	return m.fu(fuMA) && m.p26() && m.a(dk) && m.a(mi) && m.aa(ma)
}

// p13: FU(MA), no activity missing, I(dk), I(mi), II(ma).
func (m *Machine) p13() bool {
	return m.fu(fuMA) && m.p26() && m.i(dk) && m.i(mi) && m.ii(ma)
}

// p14: no activity missing, A(dk), AA(mi).
func (m *Machine) p14() bool {
	return m.p26() && m.a(dk) && m.aa(mi)
}

// p15: no activity missing, I(dk), II(mi).
func (m *Machine) p15() bool {
	return m.p26() && m.i(dk) && m.ii(mi)
}

// p16: TEXP is false.
func (m *Machine) p16() bool {
	return !m.Expedited
}

// p17: no activity missing, and FU(SS), or FU(SY) and not Vsc.
func (m *Machine) p17() bool {
	return m.p26() && (m.fu(fuSS) || m.fu(fuSY) && !m.vsc)
}

// p18: no activity missing, and FU(SS), or FU(SY) and Vsc.
func (m *Machine) p18() bool {
	return m.p26() && (m.fu(fuSS) || m.fu(fuSY) && m.vsc)
}

// p19: not FU(SS), serial number = V(M).
func (m *Machine) p19(in *input) bool {
	return !m.fu(fuSS) && in.sn == m.vm
}

// p20: not FU(SS), serial number = V(M) - 1.
func (m *Machine) p20(in *input) bool {
	return !m.fu(fuSS) && in.sn == m.vm-1
}

// p21: not FU(SS), V(A) <= serial number < V(M).
func (m *Machine) p21(in *input) bool {
	return !m.fu(fuSS) && m.va <= in.sn && in.sn < m.vm
}

// p23: FU(ACT), and not Vnextact.
func (m *Machine) p23() bool {
	return m.fu(fuACT) && !m.vnextact
}

// p24: not SPMwinner.
func (m *Machine) p24(in *input) bool {
	return !m.winner(in)
}

// p25: FU(RESYN), and FU(SY), FU(SS) or FU(MA).
func (m *Machine) p25() bool {
	return m.fu(fuRESYN) && m.selected&(fuSY|fuSS|fuMA) != 0
}

// p26: not FU(ACT), or Vact.
func (m *Machine) p26() bool {
	return !m.fu(fuACT) || m.vact
}

// p27: Vrsp = no.
func (m *Machine) p27() bool {
	return m.vrsp == resyncNo
}

// p28: FU(RESYN).
func (m *Machine) p28() bool {
	return m.fu(fuRESYN)
}

// p29: no activity missing, FU(RESYN).
func (m *Machine) p29() bool {
	return m.p26() && m.fu(fuRESYN)
}

// p30: not FU(ACT), or Vnextact.
func (m *Machine) p30() bool {
	return !m.fu(fuACT) || m.vnextact
}

// p32: a restart is not below V(R); with FU(SS) on neither flow below its V(R).
func (m *Machine) p32(in *input) bool {
	return m.restartable(in)
}

// p33: V(R) <= serial number <= V(M).
func (m *Machine) p33(in *input) bool {
	return m.vr <= in.sn && in.sn <= m.vm
}

// p34: FU(ACT).
func (m *Machine) p34() bool {
	return m.fu(fuACT)
}

// p35: FU(RESYN), and TEXP is false or FU(DS).
func (m *Machine) p35() bool {
	return m.fu(fuRESYN) && (!m.Expedited || m.fu(fuDS))
}

// p36: FU(RESYN), and TEXP.
func (m *Machine) p36() bool {
	return m.fu(fuRESYN) && m.Expedited
}

// p37: FU(ACT), and TEXP.
func (m *Machine) p37() bool {
	return m.fu(fuACT) && m.Expedited
}

// p38: FU(ACT), and TEXP is false.
func (m *Machine) p38() bool {
	return m.fu(fuACT) && !m.Expedited
}

// p39: Vact, and II(ma).
func (m *Machine) p39() bool {
	return m.vact && m.ii(ma)
}

// p40: AA(ma).
func (m *Machine) p40() bool {
	return m.aa(ma)
}

// p41: Vrsp = dsc.
func (m *Machine) p41() bool {
	return m.vrsp == resyncDiscard
}

// p42: Vrsp = int.
func (m *Machine) p42() bool {
	return m.vrsp == resyncInterrupt
}

// p43: not FU(SS), and the serial number is that of the restart, or V(M) for abandon, or any for
// set.
func (m *Machine) p43(in *input) bool {
	return !m.fu(fuSS) && (m.vrsp == resyncRestart && in.sn == m.vrspnb || m.vrsp == resyncAbandon && in.sn == m.vm || m.vrsp == resyncSet)
}

// p44: FU(ACT), not Vact, A(dk), A(mi), A(ma).
func (m *Machine) p44() bool {
	return m.fu(fuACT) && !m.vact && m.a(dk) && m.a(mi) && m.a(ma)
}

// p45: FU(ACT), not Vact, I(dk), I(mi), I(ma).
func (m *Machine) p45() bool {
	return m.fu(fuACT) && !m.vact && m.i(dk) && m.i(mi) && m.i(ma)
}

// p46: FU(CD), FU(ACT), not Vact, A(dk), A(mi), not OWNED(ma).
func (m *Machine) p46() bool {
	return m.fu(fuCD|fuACT) && !m.vact && m.a(dk) && m.a(mi) && m.owned&ma == 0
}

// p47: FU(CD), FU(ACT), not Vact, I(dk), I(mi), OWNED(ma).
func (m *Machine) p47() bool {
	return m.fu(fuCD|fuACT) && !m.vact && m.i(dk) && m.i(mi) && m.owned&ma != 0
}

// p48: FU(EXCEP), FU(HD).
func (m *Machine) p48() bool {
	return m.fu(fuEXCEP | fuHD)
}

// p49: the serial number is that of the restart, or at least V(M) for abandon, or any for set.
func (m *Machine) p49(in *input) bool {
	return m.vrsp == resyncRestart && in.sn == m.vrspnb || m.vrsp == resyncAbandon && in.sn >= m.vm || m.vrsp == resyncSet
}

// p50: FU(EXCEP), no activity missing, AA(dk).
func (m *Machine) p50() bool {
	return m.fu(fuEXCEP) && m.p26() && m.aa(dk)
}

// p51: FU(EXCEP), no activity missing, II(dk).
func (m *Machine) p51() bool {
	return m.fu(fuEXCEP) && m.p26() && m.ii(dk)
}

// p52: FU(EXCEP), not FU(ACT), II(dk).
func (m *Machine) p52() bool {
	return m.fu(fuEXCEP) && !m.fu(fuACT) && m.ii(dk)
}

// p53: ALL(AV, RT).
func (m *Machine) p53(in *input) bool {
	return in.tokens&^m.available() == 0
}

// p54: ALL(II, GT).
func (m *Machine) p54(in *input) bool {
	return in.tokens&^(m.available()&m.owned) == 0
}

// p55: FU(ACT), not Vact, ALL(I, tk-dom).
func (m *Machine) p55() bool {
	return m.fu(fuACT) && !m.vact && m.i(tkDom)
}

// p57: ALL(II, GT), dk is not in GT.
func (m *Machine) p57(in *input) bool {
	return m.p54(in) && in.tokens&dk == 0
}

// p58: ALL(II, GT), dk is in GT.
func (m *Machine) p58(in *input) bool {
	return m.p54(in) && in.tokens&dk != 0
}

// p59: ALL(AA, GT).
func (m *Machine) p59(in *input) bool {
	return in.tokens&^(m.available()&^m.owned) == 0
}

// p60: ALL(AA, GT), dk is not in GT.
func (m *Machine) p60(in *input) bool {
	return m.p59(in) && in.tokens&dk == 0
}

// p61: ALL(AA, GT), dk is in GT.
func (m *Machine) p61(in *input) bool {
	return m.p59(in) && in.tokens&dk != 0
}

// p62: FU(ACT), not Vact, ALL(A, tk-dom).
func (m *Machine) p62() bool {
	return m.fu(fuACT) && !m.vact && m.a(tkDom)
}

// p63: ALL(I, tk-dom), and not FU(ACT), or not Vact.
func (m *Machine) p63() bool {
	return m.i(tkDom) && (!m.fu(fuACT) || !m.vact)
}

// p64: local choice, not Vtca, and TEXP is false.
func (m *Machine) p64(in *input) bool {
	return in.local && !m.vtca && !m.Expedited
}

// p65: ANY(AV, tk-dom).
func (m *Machine) p65() bool {
	return m.available() != 0
}

// p66: Vtrr.
func (m *Machine) p66() bool {
	return m.vtrr
}

// p67: FU(NR).
func (m *Machine) p67() bool {
	return m.fu(fuNR)
}

// p68: ALL(A, tk-dom), and not FU(ACT), or not Vact.
func (m *Machine) p68() bool {
	return m.a(tkDom) && (!m.fu(fuACT) || !m.vact)
}

// p69: Vcoll.
func (m *Machine) p69() bool {
	return m.vcoll
}

// p70: FU(FD).
func (m *Machine) p70() bool {
	return m.fu(fuFD)
}

// p71: FU(ACT), Vact, I(dk), I(mi), II(ma).
func (m *Machine) p71() bool {
	return m.fu(fuACT) && m.vact && m.i(dk) && m.i(mi) && m.ii(ma)
}

// p72: FU(ACT), Vact, A(dk), A(mi), AA(ma).
func (m *Machine) p72() bool {
	return m.fu(fuACT) && m.vact && m.a(dk) && m.a(mi) && m.aa(ma)
}

// p75: not Vcoll, or Vdnr.
func (m *Machine) p75() bool {
	return !m.vcoll || m.vdnr
}

// p76: the CN is not acceptable to the SPM.
func (m *Machine) p76() bool {
	return m.Local.Refuse
}

// p80: not FU(DS), or V(Adi) < V(A); with FU(SS) V(Adi) < V(Ar).
func (m *Machine) p80() bool {
	return !m.fu(fuDS) || !m.fu(fuSS) && m.vadi < m.va || m.fu(fuSS) && m.vadi < m.varr
}

// p81: V(Ado) >= V(A); with FU(SS) V(Ado) >= V(As).
func (m *Machine) p81() bool {
	return !m.fu(fuSS) && m.vado >= m.va || m.fu(fuSS) && m.vado >= m.vas
}

// p82: FU(DS).
func (m *Machine) p82() bool {
	return m.fu(fuDS)
}

// p173: FU(SS), serial numbers = V(Ms) - 1 and V(Mr). An MAA or AEA has the second alone.
func (m *Machine) p173(in *input) bool {
	return m.fu(fuSS) && (in.snd == absent || in.snd == m.vms-1) && in.rcv == m.vmr
}

// p175: FU(SS), serial number = V(Mr) - 1.
func (m *Machine) p175(in *input) bool {
	return m.fu(fuSS) && in.sn == m.vmr-1
}

// p176: FU(SS), V(As) <= serial number < V(Ms).
func (m *Machine) p176(in *input) bool {
	return m.fu(fuSS) && m.vas <= in.sn && in.sn < m.vms
}

// p177: FU(SS), serial number = V(Mr).
func (m *Machine) p177(in *input) bool {
	return m.fu(fuSS) && in.sn == m.vmr
}

// p178: FU(SS), also while an AC selects it.
func (m *Machine) p178(in *input) bool {
	return m.selects(in).Has(fuSS)
}

// p179: FU(SS), V(Ar) <= serial number < V(Mr).
func (m *Machine) p179(in *input) bool {
	return m.fu(fuSS) && m.varr <= in.sn && in.sn < m.vmr
}

// p180: no restart; with FU(SS) abandon or set on both flows.
func (m *Machine) p180(in *input) bool {
	return !m.fu(fuSS) && in.kind() != resyncRestart || m.fu(fuSS) && in.rcvType.clears() && in.sndType.clears()
}

// p184: FU(SS), Vrsps = no.
func (m *Machine) p184() bool {
	return m.fu(fuSS) && m.vrsps == resyncNo
}

// p185: Discard-rcv-flow, and not p81.
func (m *Machine) p185() bool {
	return m.discardReceived && !m.p81()
}

// p186: Discard-snd-flow.
func (m *Machine) p186() bool {
	return m.discardSent
}

// p187: FU(SS), and the serial number of a flow that restarts is that of the restart.
func (m *Machine) p187(in *input) bool {
	return m.fu(fuSS) && (m.vrspr != resyncRestart || in.rcv == m.vrspnbr) && (m.vrsps != resyncRestart || in.snd == m.vrspnbs)
}

// p202: end of user data.
func (m *Machine) p202(in *input) bool {
	return in.end
}

// p204: more than 10 240 octets of user data.
func (m *Machine) p204(in *input) bool {
	return in.overflow
}

// p205: Amd.1: local choice.
func (m *Machine) p205(in *input) bool {
	return in.short
}

// p206: Amd.1: the SCN is not acceptable to the SPM.
func (m *Machine) p206() bool {
	return m.Local.Refuse
}

// p207: Amd.1: local choice, and an SCN fits the T-CONNECT request.
func (m *Machine) p207(in *input) bool {
	return in.short && m.Local.InConnect
}

// p208: Amd.1: null encoding is selected.
func (m *Machine) p208() bool {
	return m.Local.NullEncoding
}

// p209: Amd.1: the summary of the SCN can be interpreted.
func (m *Machine) p209() bool {
	return m.Local.Interpreted
}

// p210: Amd.1: an SAC fits the T-CONNECT response.
func (m *Machine) p210() bool {
	return m.Local.InConnect
}

// p211: Amd.1: an SRF fits the T-CONNECT response; in the cells that send DT, FN, DN or AB the
// short form is to be sent.
func (m *Machine) p211(in *input) bool {
	return m.state == STA01F && m.Local.InConnect || m.state != STA01F && in.short
}
