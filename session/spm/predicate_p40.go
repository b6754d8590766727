package spm

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
