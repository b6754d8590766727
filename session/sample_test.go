package session

import "github.com/osi-go/osi"

// samples has a valid SPDU of each type, with all parameters that may stand together.
func samples() []SPDU {
	refs := References{Called: []byte("called"), Common: []byte("common"), Additional: []byte("add")}
	calling := References{Calling: []byte("calling"), Common: []byte("common"), Additional: []byte("add")}
	data := Common{
		Enclosure: EnclosureFirst, Nested: osi.Some(uint8(0x81)), UserData: []byte("user data"),
		Ignored: []Unit{{Code: 3, Value: []byte{1}}, {Code: 100, Value: []byte{2, 3}}},
	}
	bare := Common{Nested: osi.Some(uint8(1)), UserData: []byte("user data")}
	none := Common{Nested: osi.Some(uint8(1)), Ignored: []Unit{{Code: 200, Value: []byte{2, 3}}}}
	one := SerialNumber("000001")
	item := ConnectAcceptItem{
		Options: ExtendedConcatenation, TSDUSize: osi.Some(TSDUSize{1024, 0}), Version: Version1 | Version2,
		InitialSerial: one, TokenSetting: osi.Some(TokenSetting(0)), SecondInitialSerial: SerialNumber("999999"),
	}
	large := ConnectAcceptItem{
		Version: Version2, UpperLimit: osi.Some(uint8(0)), LargeInitialSerial: SerialNumber("12345678901234567890123"),
		LargeSecondSerial: one,
	}
	restart := osi.Some(ResyncRestart)
	return []SPDU{
		&Connect{
			Common: bare, Identifier: calling, ConnectAcceptItem: item, Requirements: osi.Some(FUDefault | FUSymmetricSynchronize),
			Parent: osi.Some(uint8(0)),
		},
		&Connect{Requirements: osi.Some(FUHalfDuplex), CallingSelector: []byte("MTA1"), CalledSelector: []byte{}},
		&Connect{ConnectAcceptItem: large, Requirements: osi.Some(FUDuplex), Overflow: true, Common: Common{UserData: make([]byte, MaxExtendedData)}},
		&OverflowAccept{Common: none, TSDUSize: item.TSDUSize, Version: Version2},
		&ConnectDataOverflow{Common: Common{Enclosure: EnclosureMiddle, UserData: []byte("more")}},
		&Accept{
			Common: data, Identifier: refs, ConnectAcceptItem: item, Tokens: osi.Some(DataToken), Requirements: osi.Some(FUHalfDuplex),
		},
		&Accept{Requirements: osi.Some(FUHalfDuplex), CallingSelector: []byte("MTA1"), RespondingSelector: []byte("MTA2")},
		&Refuse{
			Common: data, Identifier: refs, Disconnect: osi.Some(TransportDisconnect(0)), Requirements: osi.Some(FUDuplex),
			Version: Version2, Reason: osi.Some(RefusedByUser),
		},
		&Finish{Common: data, Disconnect: osi.Some(ReleaseTransport)},
		&Disconnect{Common: data},
		&NotFinished{Common: data},
		&Abort{Common: data, Disconnect: ReleaseTransport | UserAbort},
		&Abort{Common: bare, Disconnect: UserAbort | ProtocolError, Reflect: []byte("123456789")},
		&AbortAccept{Common: Common{Ignored: none.Ignored}},
		&DataTransfer{Common: data},
		&ExpeditedData{Common: bare},
		&TypedData{Common: data},
		&CapabilityData{Common: data},
		&CapabilityDataAck{Common: data},
		&GiveTokens{Common: data, Tokens: osi.Some(DataToken | ReleaseToken)},
		&PleaseTokens{Common: data, Tokens: osi.Some(MinorToken)},
		&GiveTokensConfirm{Common: data},
		&GiveTokensAck{Common: none},
		&MinorSyncPoint{Common: data, SyncType: NoConfirmation | SeparateData, Serial: one},
		&MinorSyncAck{Common: Common{Enclosure: EnclosureFirst, UserData: []byte("user data")}, Serial: one},
		&MajorSyncPoint{Common: data, Serial: one},
		&MajorSyncAck{Common: data, SecondSerial: one},
		&Resynchronize{Resync{Common: data, Tokens: osi.Some(TokenSetting(0x10)), ResyncType: restart, Serial: one, SecondType: restart, SecondSerial: one}},
		&ResynchronizeAck{Resync{Common: data, Tokens: osi.Some(TokenSetting(0x10)), ResyncType: restart, Serial: one, SecondType: restart, SecondSerial: one}},
		&Prepare{Common: Common{Nested: none.Nested}, PrepareType: PrepareResync, ResyncType: restart, SecondType: osi.Some(ResyncSet)},
		&ExceptionReport{Common: none, Reflect: []byte{1, 0, 1}},
		&ExceptionData{Common: data, Reason: DemandDataToken},
		&ActivityStart{Common: data, Activity: []byte{2, 1, 1}},
		&ActivityResume{
			Common: data, Connection: References{Called: []byte("a"), Calling: []byte("b"), Common: []byte("c"), Additional: []byte("d")},
			OldActivity: []byte{1}, Serial: one, SecondSerial: one, Activity: []byte{2},
		},
		&ActivityInterrupt{Common: data, Reason: osi.Some(UserSequenceError)},
		&ActivityInterruptAck{Common: data},
		&ActivityDiscard{Common: data, Reason: osi.Some(LocalUserError)},
		&ActivityDiscardAck{Common: data},
		&ActivityEnd{Common: data, Serial: one},
		&UnitData{Common: Common{UserData: []byte("user data")}, Version: Version1, CallingSelector: []byte("a"), CalledSelector: []byte("b")},
		&ShortConnect{Special: 3, Summary: ConnectionSummary{[]byte{0, 7}, []byte("p")}},
		&ShortAccept{Special: 1, Incomplete: true, Summary: ConnectionSummary{[]byte{6, 3, 42, 3, 4}, []byte("p")}, Common: Common{Nested: osi.Some(uint8(9))}},
		&ShortConnectContinue{Parameters: []byte("p")},
		&ShortAcceptContinue{Parameters: []byte("p")},
		&ShortRefuse{Release: true, Persistent: true, Recognized: true, Response: []byte("p")},
		&ShortRefuseContinue{Common: Common{UserData: []byte("user data")}},
		&ShortFinish{Keep: true, Common: Common{UserData: []byte("user data")}},
		&ShortDisconnect{Keep: true, Common: Common{UserData: []byte("user data")}},
		&ShortDataTransfer{Special: 2, Common: Common{UserData: []byte("user data")}},
		&ShortAbort{Keep: true, Reason: UserAbort, Common: Common{UserData: []byte("user data")}},
		&Null{Common{UserData: []byte("user data")}},
	}
}
