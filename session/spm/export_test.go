package spm

// Variables returns the variables of A.5.4 by the names printed.
func Variables(m *Machine) map[string]any {
	return map[string]any{
		"state": m.state.String(), "V(A)": m.va, "V(M)": m.vm, "V(R)": m.vr, "Vsc": m.vsc, "Vact": m.vact, "Vcoll": m.vcoll,
		"Vrsp": m.vrsp.String(), "Vrsps": m.vrsps.String(), "Vrspr": m.vrspr.String(), "V(Ado)": m.vado, "V(Adi)": m.vadi,
		"V(As)": m.vas, "V(Ms)": m.vms, "V(Rs)": m.vrs, "V(Ar)": m.varr, "V(Mr)": m.vmr, "V(Rr)": m.vrr,
	}
}

// Overflows returns how often an end was taken to have received an SPDU because too many were under
// way.
func Overflows(w *Monitor) int { return w.overflows }

// Largest returns the largest number of configurations of an end.
func Largest(w *Monitor) int { return w.largest }
