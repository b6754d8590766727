package main

import "github.com/osi-go/osi/session"

// unitFields gives the unit whose value a field holds.
var unitFields = map[string]session.UnitCode{
	"SyncType": 15, "Tokens": 16, "Disconnect": 17, "Options": 19, "Requirements": 20, "TSDUSize": 21, "Version": 22,
	"PrepareType": 24, "Enclosure": 25, "TokenSetting": 26, "ResyncType": 27, "SecondResyncType": 43,
	"Reason": 50, "Overflow": 60,
}

// sessionOffsets returns where the fields of an SPDU lie.
func sessionOffsets(p session.SPDU, octets []byte) map[string]int {
	offsets := map[string]int{}
	for u, err := range session.Units(p.Type(), octets) {
		if err != nil {
			break
		}
		for name, code := range unitFields {
			if code == u.Code && len(u.Value) > 0 {
				offsets[name] = u.Offset + 2
			}
		}
	}
	return offsets
}
