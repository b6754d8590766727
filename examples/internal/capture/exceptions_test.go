package capture_test

import "github.com/osi-go/osi"

// Names for the rows below: what several captures have in common.
var (
	fromMidway = exception{midway: 1}

	// RFC 1006 stacks ask for TPDUs of 8192 octets; X.224 13.3.4 b ends class 0 at 2048.
	size8192 = exception{tolerate: osi.Class0TPDUSize}

	// S7 stations send a DT without user data and without EOT when they have nothing to say.
	emptySegment = exception{tolerate: osi.EmptySegment}

	// ISODE answers a CN that proposes activities with an AC that has an initial serial number, and
	// selects no unit that has serial numbers.
	isodeSerial = exception{tolerate: osi.SurplusSerial | osi.Class0Disconnect}

	// ISODE reads the Token Setting of an RS or RA by the role in the connection.
	isodeTokens = exception{tolerate: osi.SurplusSerial | osi.ResyncTokenRole | osi.Class0Disconnect}

	// ISODE and the Java stack end a transport connection with a DR, which class 0 has for the
	// refusal of a CR alone.
	disconnects = exception{tolerate: osi.Class0Disconnect}

	// The presentation tests of ISODE have no ACSE.
	withoutACSE = exception{tolerate: osi.WithoutACSE}

	// libiec61850 leaves out the context list of an ARU.
	abortContexts = exception{tolerate: osi.AbortWithoutContexts}
	sizeAndAbort  = exception{tolerate: osi.Class0TPDUSize | osi.AbortWithoutContexts}

	// Written by hand: behind the CR there is a TPKT of 5 octets.
	byHand = exception{faults: map[string]int{"tpkt.length": 1}}

	// The CR of RDP has a cookie of its own syntax in place of parameters, its CC a structure. The
	// CR is refused, and the connection goes on.
	cookie0 = exception{faults: map[string]int{"transport.parameter": 1}, tolerate: osi.ZeroReference} // and SRC-REF 0 in the CR

	// 17 to 128 octets of call user data, without fast select.
	longUserData = exception{tolerate: osi.X25LongCallUserData}

	// The packets have no addresses around them; the captures of the same name with _xot have the
	// same packets with their directions.
	undirected = exception{skipped: "the capture does not say who sent a packet"}

	nothing = exception{skipped: "the capture has neither connections nor X.25 links"}
)

// exceptions has the captures that do not pass in full under the strict policy.
var exceptions = map[string]exception{
	"cisagov__s7comm_plus.pcap":         fromMidway,
	"dina-community__refuse.pcapng":     {tolerate: osi.Class0TPDUSize | osi.RejectUserData}, // user data in a CPR with a provider reason
	"emreekin__ABB1.pcap":               fromMidway,
	"emreekin__ABB2.pcap":               fromMidway,
	"emreekin__CotpAnalog.pcap":         {tolerate: osi.EmptySegment, midway: 1},
	"emreekin__circuit.pcap":            fromMidway,
	"emreekin__iedscout.pcap":           fromMidway,
	"emreekin__mms2.pcap":               fromMidway,
	"emreekin__pres.pcap":               fromMidway,
	"emreekin__pres1.pcap":              fromMidway,
	"emreekin__simens.pcap":             fromMidway,
	"emreekin__simens_merge.pcap":       fromMidway,
	"emreekin__wamp.pcap":               fromMidway,
	"robidev__capture.pcapng":           size8192,
	"robidev__ccc.pcapng":               size8192,
	"robidev__ccc2.pcapng":              {tolerate: osi.Class0TPDUSize, faults: map[string]int{"ber.length": 1}}, // ccc.pcapng, with a length edited
	"robidev__filter_retransmit.pcapng": size8192,
	"robidev__iec61850.pcapng":          size8192,
	"robidev__mms_resp.pcap":            fromMidway, // one direction only

	"robidev__gsse_data.pcap": nothing,

	"iti__S7-1511-opc-request-all-types.pcap":                                                                   emptySegment,
	"iti__V13_1200_TP1200sim_MW100_Int_SPS_5s_MW102_Int_SPS_10s_MW102_ab_1000_Timer_sync.pcapng":                emptySegment,
	"iti__V13_1200_TP1200sim_MW100_Int_SPS_5s_MW102_Int_SPS_10s_MW102_ab_1000_Timer_sync_FehlerbeiMW100.pcapng": emptySegment,
	"ntop__s7comm-plus.pcap":                          emptySegment,
	"ntop__s7comm.pcap":                               emptySegment,
	"realjimmy__s7comm_reading_plc_status.pcap":       emptySegment,
	"realjimmy__s7comm_reading_setting_plc_time.pcap": emptySegment,
	"uenouan__kwSiemensbackplane.pcap":                emptySegment,

	// Frames picked out of connections, and given other ports: most are connections of one or two
	// frames.
	"iti__snap7_s300_stop.pcapng":           fromMidway,
	"iti__step7_s300_AuthPassword.pcapng":   {midway: 3},
	"iti__step7_s300_copyRamToRom.pcapng":   fromMidway,
	"iti__step7_s300_download.pcapng":       {midway: 60},
	"iti__step7_s300_readDiagData.pcapng":   {tolerate: osi.EmptySegment, midway: 1},
	"iti__step7_s300_readVarTab.pcapng":     {tolerate: osi.EmptySegment, midway: 1},
	"iti__step7_s300_rwVarTab.pcapng":       {tolerate: osi.EmptySegment, midway: 1},
	"iti__step7_s300_stop.pcapng":           fromMidway,
	"iti__tia_s300_downloadHwConfig.pcapng": {midway: 96},
	"iti__tia_s300_downloadOb1.pcapng":      {midway: 75},
	"iti__tia_s300_flashLed.pcapng":         {midway: 2},
	"iti__tia_s300_goOnline.pcapng":         {midway: 224},

	"iti__mms-cancelRequest.pcap":            byHand,
	"iti__mms-confirmedRequestPDU.pcap":      byHand,
	"iti__mms-deleteProgramInvocation.pcap":  byHand,
	"iti__mms-getAlarmSummary.pcap":          byHand,
	"iti__mms-getDomainAttributes.pcap":      byHand,
	"iti__mms-initiateDownloadSequence.pcap": byHand,
	"iti__mms-initiateUploadSequence.pcap":   byHand,
	"iti__mms-killRequest.pcap":              byHand,
	"iti__mms-readRequest.pcap":              byHand,
	"iti__mms-relinquishControl.pcap":        byHand,
	"iti__mms-resetRequest.pcap":             byHand,
	"iti__mms-resumeRequest.pcap":            byHand,
	"iti__mms-startRequest.pcap":             byHand,
	"iti__mms-stopRequest.pcap":              byHand,
	"iti__mms-takeControl.pcap":              byHand,
	"iti__mms-terminateUploadSequence.pcap":  byHand,
	"uenouan__0x0C0008-test-data.pcap":       byHand,

	"ntop__rdp_over_tls.pcap":                {faults: map[string]int{"transport.parameter": 2}},
	"oisf__RDP-003.pcap":                     {faults: map[string]int{"transport.parameter": 1, "class0.a6": 26, "tpkt.version": 1}},
	"realjimmy__rdp-no-cookie-mstshash.pcap": cookie0,
	"realjimmy__rdp-unknown-keyboard.pcap":   {faults: map[string]int{"transport.parameter": 1, "transport.parameter-code": 1}},
	"realjimmy__rdp-x509.pcap":               {faults: map[string]int{"transport.parameter": 1, "transport.parameter-code": 1}},
	"realjimmy__rdp-invalid-length.pcap":     {faults: map[string]int{"tpkt.version": 1}},

	"go_server_c_clients.pcap":                sizeAndAbort,
	"java_server_c_clients.pcap":              {tolerate: osi.Class0TPDUSize | osi.Class0Disconnect},
	"libiec61850_basic_io_client1.pcap":       size8192,
	"libiec61850_client5_tsel_ssel_psel.pcap": sizeAndAbort,
	"libiec61850_config_61400.pcap":           size8192,
	"libiec61850_dynamic.pcap":                size8192,
	"libiec61850_files.pcap":                  sizeAndAbort,
	"libiec61850_reporting.pcap":              size8192,
	"libiec61850_substitution.pcap":           size8192,

	"realjimmy__p772-transfer-success.pcap": {tolerate: osi.OtherModeReference},

	"isode_ftam.pcap":              disconnects,
	"isode_imisc_rose.pcap":        disconnects,
	"isode_psap_acse.pcap":         {tolerate: osi.SurplusSerial | osi.Class0Disconnect},
	"isode_psap_bas.pcap":          {tolerate: osi.SurplusSerial | osi.WithoutACSE | osi.Class0Disconnect},
	"isode_psap_bss.pcap":          {tolerate: osi.WithoutACSE | osi.Class0Disconnect},
	"isode_psap_default.pcap":      {tolerate: osi.SurplusSerial | osi.WithoutACSE | osi.Class0Disconnect},
	"isode_psap_duplex_typed.pcap": {tolerate: osi.WithoutACSE | osi.Class0Disconnect},
	"isode_psap_npd3.pcap":         {tolerate: osi.SurplusSerial | osi.ResyncTokenRole | osi.WithoutACSE | osi.Class0Disconnect},
	"isode_refuse.pcap":            {tolerate: osi.Class0DisconnectData | osi.WithoutACSE | osi.Class0Disconnect}, // a DR with a text
	"isode_reject_release.pcap":    {tolerate: osi.WithoutACSE | osi.Class0Disconnect},
	"isode_rosap.pcap":             disconnects,
	"isode_rtsap.pcap":             disconnects,
	// The user data of RT-CLOSE are an INTEGER in the context of RTSE, where an INTEGER is an RTTP:
	// X.218 8.1.
	"isode_rtsap_acse.pcap":     {tolerate: osi.Class0Disconnect, faults: map[string]int{"stack.rtse-carrier": 1}},
	"isode_ssap_all_mixed.pcap": isodeTokens,
	"isode_ssap_bas.pcap":       isodeSerial,
	"isode_ssap_bcs.pcap":       disconnects,
	"isode_ssap_bss.pcap":       disconnects,
	"isode_ssap_default.pcap":   isodeTokens,
	"isode_ssap_long.pcap":      isodeTokens,
	"isode_ssap_typed_exp.pcap": disconnects,
	"isode_tsap.pcap":           disconnects,

	"x25_linux_mod8_cotp_xot.pcap":     withoutACSE,
	"x25_linux_mod128_cotp_xot.pcap":   withoutACSE,
	"l20_osi_mms_ps1024.eth.pcap":      abortContexts,
	"l20_osi_mms_ps1024.lapb.pcap":     abortContexts,
	"l20_osi_mms_ps1024.xot.pcap":      abortContexts,
	"l21_osi_mms_ps128_nsap.eth.pcap":  abortContexts,
	"l21_osi_mms_ps128_nsap.lapb.pcap": abortContexts,
	"l21_osi_mms_ps128_nsap.xot.pcap":  abortContexts,
	"l22_osi_mms_tpdu1024.eth.pcap":    abortContexts,
	"l22_osi_mms_tpdu1024.lapb.pcap":   abortContexts,
	"l22_osi_mms_tpdu1024.xot.pcap":    abortContexts,

	// Broken on purpose.
	"isode_probes.pcap": {tolerate: osi.Class0Disconnect | osi.WithoutACSE, faults: map[string]int{
		"transport.code": 1, "transport.header": 1, "transport.checksum-missing": 1,
		"transport.invalid-tpdu": 1, // the server's ER to the CR that the gate has discarded
		"session.si":             1, "session.li": 1, "session.overflow-enclosure": 1,
		"presentation.mode": 1, "stack.context": 1, "presentation.user-data": 1,
		"ber.oid": 1,
	}},

	"x25_linux_mod8_core.pcap":   undirected,
	"x25_linux_mod8_cotp.pcap":   undirected,
	"x25_linux_mod128_core.pcap": undirected,
	"x25_linux_mod128_cotp.pcap": undirected,
	// The peer answers this P(S), sent to provoke it, with a reset, as the gate does. Later there
	// are two calls at a time on the TCP connection.
	"x25_linux_mod8_core_xot.pcap":   {faults: map[string]int{"plp.ps": 1, "plp.closed": 2, "plp.p4": 1}},
	"x25_linux_mod128_core_xot.pcap": {faults: map[string]int{"plp.ps": 1, "plp.closed": 2, "plp.p4": 1}},

	"l03_addresses.eth.pcap":  longUserData,
	"l03_addresses.lapb.pcap": longUserData,
	"l03_addresses.xot.pcap":  {tolerate: osi.X25LongCallUserData | osi.XOTNoFlowControl | osi.XOTUnstatedFlowControl},

	// The called kernel sends packets of the size that was agreed for the other direction, and what
	// follows finds the channel closed.
	"l04_window_packet.eth.pcap":  {faults: map[string]int{"x25.packet-size": 2, "plp.closed": 22}},
	"l04_window_packet.lapb.pcap": {faults: map[string]int{"x25.packet-size": 2, "plp.closed": 22}},
	"l04_window_packet.xot.pcap":  {faults: map[string]int{"x25.packet-size": 2, "plp.closed": 22}},

	// It accepts a call with restricted response.
	"l06_reverse_fastselect.eth.pcap":  {tolerate: osi.X25LongCallUserData, faults: map[string]int{"x25.restricted-response": 1, "plp.closed": 3}},
	"l06_reverse_fastselect.lapb.pcap": {tolerate: osi.X25LongCallUserData, faults: map[string]int{"x25.restricted-response": 1, "plp.closed": 3}},
	"l06_reverse_fastselect.xot.pcap":  {tolerate: osi.X25LongCallUserData, faults: map[string]int{"x25.restricted-response": 1}},

	// XOT leaves out the RESTART before the second call.
	"t01_restart_confirm.xot.pcap": {faults: map[string]int{"plp.p4": 1}},
	// DATA that were lost: the next one is out of sequence. The gate resets, and drops the resets
	// of the kernels, who do so themselves.
	"t02_reset.lapb.pcap": {faults: map[string]int{"plp.ps": 3, "plp.closed": 9}},
	"t02_reset.xot.pcap":  {faults: map[string]int{"plp.ps": 3, "plp.closed": 9}},
	// It confirms clears that have collided, X.25 4.1.9.
	"t05_collisions.lapb.pcap": {faults: map[string]int{"plp.p1": 2}},
	"t05_collisions.xot.pcap":  {faults: map[string]int{"plp.p1": 2}},
	// Packets made by hand to see what the kernel makes of them. What follows a fault was recorded
	// without a gate.
	"t07_injected.lapb.pcap": {faults: map[string]int{
		"plp.no-reject": 1, "plp.ps": 1, "plp.interrupt-confirmation": 1,
		"plp.p1": 11, "plp.p6": 2, "plp.d2": 1, "plp.r1": 2, "plp.closed": 29, "x25.fast-select-data": 1,
		"x25.gfi": 2, "x25.pti": 1, "x25.pti-missing": 1, "x25.too-short": 3, "x25.interrupt-user-data": 1, "x25.restricted-response": 1,
		"x25.call-user-data": 1, "x25.calling-address": 1, "x25.dte-facility": 2, "x25.facility-length-missing": 2, "x25.facility-overrun": 1,
		"x25.facility-parameter": 2, "x25.facility-parameter-length": 1, "x25.facility-truncated": 2,
	}},
	"t07_injected.xot.pcap": {faults: map[string]int{
		"plp.pr": 1, "plp.ps": 1, "plp.interrupt-confirmation": 1, "plp.p1": 5, "plp.d2": 1, "plp.closed": 10, "x25.fast-select-data": 1,
		"x25.gfi": 2, "x25.pti": 1, "x25.interrupt-user-data": 1, "xot.flow-control": 8, "xot.packet-type": 1, "x25.too-short": 2,
		"x25.call-user-data": 1, "x25.calling-address": 1, "x25.dte-facility": 2, "x25.facility-length-missing": 2, "x25.facility-overrun": 1,
		"x25.facility-parameter": 2, "x25.facility-parameter-length": 1, "x25.facility-truncated": 2,
	}},
}
