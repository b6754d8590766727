package ppm

import "strconv"

// An Output is an outgoing event, Table A.18: an indication or confirm to the user, a PPDU, or a
// primitive of the session service.
type Output uint8

// The outgoing events.
const (
	OutputNone          Output = iota
	OutputAC                   // AC
	OutputACA                  // ACA
	OutputARP                  // ARP
	OutputARU                  // ARU
	OutputCP                   // CP
	OutputCPA                  // CPA
	OutputCPR                  // CPR
	OutputPACTDcnf             // P-ACTDcnf
	OutputPACTDind             // P-ACTDind
	OutputPACTEcnf             // P-ACTEcnf
	OutputPACTEind             // P-ACTEind
	OutputPACTIcnf             // P-ACTIcnf
	OutputPACTIind             // P-ACTIind
	OutputPACTRind             // P-ACTRind
	OutputPACTSind             // P-ACTSind
	OutputPALTERcnf            // P-ALTERcnf
	OutputPALTERind            // P-ALTERind
	OutputPCDcnf               // P-CDcnf
	OutputPCDind               // P-CDind
	OutputPCGind               // P-CGind
	OutputPCONcnfAccept        // P-CONcnf+
	OutputPCONcnfReject        // P-CONcnf-
	OutputPCONind              // P-CONind
	OutputPDTind               // P-DTind
	OutputPEXind               // P-EXind
	OutputPGTind               // P-GTind
	OutputPPABind              // P-PABind
	OutputPPERind              // P-PERind
	OutputPPTind               // P-PTind
	OutputPRELcnfAccept        // P-RELcnf+
	OutputPRELcnfReject        // P-RELcnf-
	OutputPRELind              // P-RELind
	OutputPRSYNcnf             // P-RSYNcnf
	OutputPRSYNind             // P-RSYNind
	OutputPSYNMcnf             // P-SYNMcnf
	OutputPSYNMind             // P-SYNMind
	OutputPSYNmcnf             // P-SYNmcnf
	OutputPSYNmind             // P-SYNmind
	OutputPTDind               // P-TDind
	OutputPUABind              // P-UABind
	OutputPUERind              // P-UERind
	OutputRS                   // RS
	OutputRSA                  // RSA
	OutputSACTDreq             // S-ACTDreq
	OutputSACTDrsp             // S-ACTDrsp
	OutputSACTEreq             // S-ACTEreq
	OutputSACTErsp             // S-ACTErsp
	OutputSACTIreq             // S-ACTIreq
	OutputSACTIrsp             // S-ACTIrsp
	OutputSACTRreq             // S-ACTRreq
	OutputSACTSreq             // S-ACTSreq
	OutputSCGreq               // S-CGreq
	OutputSGTreq               // S-GTreq
	OutputSPTreq               // S-PTreq
	OutputSRELreq              // S-RELreq
	OutputSRELrspAccept        // S-RELrsp+
	OutputSRELrspReject        // S-RELrsp-
	OutputSSYNMreq             // S-SYNMreq
	OutputSSYNMrsp             // S-SYNMrsp
	OutputSSYNmreq             // S-SYNmreq
	OutputSSYNmrsp             // S-SYNmrsp
	OutputSUERreq              // S-UERreq
	OutputSCA                  // SCA
	OutputSCN                  // SCN
	OutputSCR                  // SCR
	OutputTC                   // TC
	OutputTCC                  // TCC
	OutputTD                   // TD
	OutputTE                   // TE
	OutputTTD                  // TTD
	outputs
)

var outputNames = [outputs]string{
	"",
	"AC", "ACA", "ARP", "ARU", "CP", "CPA", "CPR", "P-ACTDcnf",
	"P-ACTDind", "P-ACTEcnf", "P-ACTEind", "P-ACTIcnf", "P-ACTIind", "P-ACTRind", "P-ACTSind", "P-ALTERcnf",
	"P-ALTERind", "P-CDcnf", "P-CDind", "P-CGind", "P-CONcnf+", "P-CONcnf-", "P-CONind", "P-DTind",
	"P-EXind", "P-GTind", "P-PABind", "P-PERind", "P-PTind", "P-RELcnf+", "P-RELcnf-", "P-RELind",
	"P-RSYNcnf", "P-RSYNind", "P-SYNMcnf", "P-SYNMind", "P-SYNmcnf", "P-SYNmind", "P-TDind", "P-UABind",
	"P-UERind", "RS", "RSA", "S-ACTDreq", "S-ACTDrsp", "S-ACTEreq", "S-ACTErsp", "S-ACTIreq",
	"S-ACTIrsp", "S-ACTRreq", "S-ACTSreq", "S-CGreq", "S-GTreq", "S-PTreq", "S-RELreq", "S-RELrsp+",
	"S-RELrsp-", "S-SYNMreq", "S-SYNMrsp", "S-SYNmreq", "S-SYNmrsp", "S-UERreq", "SCA", "SCN",
	"SCR", "TC", "TCC", "TD", "TE", "TTD",
}

// String returns the abbreviated name; empty for OutputNone.
func (o Output) String() string {
	if o < outputs {
		return outputNames[o]
	}
	return "output(" + strconv.Itoa(int(o)) + ")"
}
