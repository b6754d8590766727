package spm

// Variables returns the variables of A.5.4 by the names printed.
func Variables(m *Machine) map[string]any {
	return map[string]any{
		"state": m.state.String(), "V(A)": m.va, "V(M)": m.vm, "V(R)": m.vr, "Vsc": m.vsc, "Vact": m.vact, "Vcoll": m.vcoll,
		"Vrsp": m.vrsp.String(), "Vrsps": m.vrsps.String(), "Vrspr": m.vrspr.String(), "V(Ado)": m.vado, "V(Adi)": m.vadi,
		"V(As)": m.vas, "V(Ms)": m.vms, "V(Rs)": m.vrs, "V(Ar)": m.varr, "V(Mr)": m.vmr, "V(Rr)": m.vrr,
	}
}
