package spm

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
