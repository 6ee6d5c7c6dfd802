package parse

// fieldSet is a set of payload fields, one bit each.
type fieldSet uint64

func setOf(fields ...Field) fieldSet {
	var s fieldSet
	for _, f := range fields {
		s |= 1 << f
	}
	return s
}

func (s fieldSet) has(f Field) bool { return s>>f&1 == 1 }

// kindFields holds, for each kind, the fields whose meaning depends on it. One
// of them that cannot be read makes the line bad: a lease whose token is
// unreadable must not pass as one without a token. Any other field of the
// vocabulary is kept where it can be read, and is an unknown field where not:
// "view":"home" on a send is no error.
var kindFields = func() (of [numKinds]fieldSet) {
	lease := setOf(FResource, FHolder, FToken, FLease, FExpiresAt, FDurationMS, FValid, FRemainingMS)
	for _, k := range []Kind{LeaseAcquire, LeaseRenew, LeaseRelease, LeaseExpire, LeaseCheck} {
		of[k] = lease
	}
	marker := setOf(FSnapshot)
	of[Send], of[Receive], of[Deliver], of[Drop] = marker, marker, marker, marker
	of[Write] = lease | setOf(FAccepted, FStore)
	of[ID] = setOf(FID)
	of[Timestamp] = setOf(FPT, FC, FTS, FOracle)
	of[Failover] = setOf(FNewOracle, FSafetyMarginMS, FOracle)
	of[Snapshot] = setOf(FSnapshot, FState)
	of[Channel] = setOf(FSnapshot, FMessages, FAmount)
	of[View] = setOf(FView, FPrimary, FBackup)
	of[ViewAck] = setOf(FView)
	of[Apply] = setOf(FOp, FIndex, FView)
	of[Transfer] = setOf(FUpTo, FView)
	of[Ack] = setOf(FOp, FView)
	of[Output] = setOf(FOp, FView)
	of[Put] = setOf(FKey, FValue, FContext, FDot)
	of[Get] = setOf(FKey, FValues, FContext)
	of[Increment] = setOf(FCounter, FAmount)
	of[Decrement] = setOf(FCounter, FAmount)
	of[Merge] = setOf(FCounter, FKey)
	of[CounterValue] = setOf(FCounter, FValue, FState)
	of[TxnStart] = setOf(FTxn, FTS)
	of[TxnCommit], of[TxnAck] = of[TxnStart], of[TxnStart]
	of[Sync] = setOf(FAlgorithm, FT1, FT2, FT3, FT4, FOffset, FRTT, FAdjustment, FPeer, FSources, FBound, FReference, FTolerates)
	return of
}()
