package main

import "github.com/spf13/cobra"

// newTopics returns the pages of help that belong to no command. The library
// lists a command that cannot run as a topic.
func newTopics() []*cobra.Command {
	return []*cobra.Command{
		{Use: "events", Short: "The fields of an event, and the kinds the checks know", Long: eventsTopic},
		{Use: "config", Short: "tracecausal.yaml: reading logs with words of their own", Long: configTopic},
	}
}

const eventsTopic = `An event is one JSON object on one line, such as

  {"node":"A","event":"asks","kind":"send","to":"B","msg_id":1,"vc":{"A":1}}
  {"node":"B","event":"is asked","kind":"receive","from":"A","msg_id":1}

A file may also be one JSON array of them. Groups of a regular expression and
paths in tracecausal.yaml give the same fields. All are optional but node.
Fields that are not named here are kept and mean nothing.

  node         whose log it is          also host, process, pid, nid,
               TracerIdentity; host and pid together are host:pid
  event        label for people         also msg, message, name, Tag, type
  kind         meaning for the checks, listed below; without one an event is
               a local step, whatever its label says
  msg_id       of a message, unique per sender    also message_id, mid
  in_reply_to  msg_id of the request that this message answers
  from, to     ends of the message      also src, dest; sender, receiver;
               snd, rcv. to may be a list of nodes, or "*" for all
  vc           vector clock: {"A":1,"B":2}, [1,2], "A:1,B:2"
               also clock, vclock, vector_clock, VectorClock
  hlc          hybrid logical clock: {"pt":1000,"c":0}, "1000.0"
  lamport      Lamport clock            also lc, lamport_clock
  time         the node's wall clock    also ts, timestamp, @timestamp
               RFC 3339, or a number of s, ms, us or ns
  tt           interval of TrueTime: {"earliest":…,"latest":…}; also truetime
  seq          place in the node's own order, where the lines are not in it
               also index
  incarnation  which life of the node   also epoch, boot
  run          which recorded run       also execution
  trace_id     a request; with --run-by trace it is the run of lines without
               run. Also traceId, traceID, TraceID
  ok           false marks an operation that failed

Kinds, with the fields that mean something to them:

  internal                      a local step
  send                          to, msg_id, snapshot (of a marker)
  receive                       from, msg_id, snapshot (of a marker)
  deliver                       handed to the application: from, msg_id
  drop                          known to be lost: from, msg_id
  lease_acquire, lease_renew    the holder believes that it holds: resource,
                                holder (else the node), token, lease,
                                expires_at or duration_ms
  lease_release, lease_expire   the belief ends: resource, holder, token
  lease_check                   resource, valid, remaining_ms
  write                         under a lease: resource, holder, token,
                                accepted, store
  id                            a generated identifier: id
  timestamp                     issued by an oracle: pt and c, or ts; oracle
  failover                      to a backup oracle: new_oracle, safety_margin_ms
  snapshot                      of the node's own state: snapshot, state
  channel                       recorded state of a channel: snapshot, from,
                                to, messages or amount
  view                          announced or adopted: view, primary, backup
  view_ack                      view
  apply                         at a replica: op, index, view
  transfer                      of state to a new backup: from, upto, view
  ack                           op, view
  output                        seen outside: op, view
  put                           key, value, context, dot
  get                           key, values, context
  increment, decrement          counter, amount
  merge                         counter or key, from
  value                         counter, value, state
  txn_start, txn_commit,        txn, ts, tt
  txn_ack
  sync                          of clocks: algorithm, t1 to t4, offset, rtt,
                                adjustment, peer, sources, bound, reference,
                                tolerates
  start, crash, stop,           life of the node
  pause, resume

Operations of one resource may leave resource out. What a check needs, and an
example of it: 'tracecausal explain CHECK'.

A file may open with a header, an object on one line that says what its
recorder knows:

  {"tracecausal":1,"nodes":["A","B"],"external":["c*"],"promise":["fifo"],
   "max_skew_ms":5,"ticks":"all","time_unit":"ms","aliases":{"10.0.0.1":"A"},
   "same_reading":true}

  tracecausal    1, the version; it makes the object a header
  nodes          nodes of array clocks, in the order of the array
  external       nodes that keep no log; c* is every name that begins with c
  promise        list of what the system promises: fifo, causal, total,
                 total=lamport, exactly-once, reliable, monotone-wall; or none
  max_skew_ms    bound on the difference of any two wall clocks, a number of
                 milliseconds (max_skew of tracecausal.yaml has a unit: 5ms)
  max_drift_ppm  what any clock gains or loses at most, in parts per million;
                 only a header can say it
  total          number that every snapshot adds up to
  ticks          "all" or "sends": which events raise a node's own clock entry
  time_unit      "s", "ms", "us" or "ns": of numeric times
  aliases        other name of a node: its name
  same_reading   true: hlc and time of a line come from one reading

A key that is unknown makes the header unreadable. Flags and tracecausal.yaml
overrule headers ('tracecausal help config').`

const configTopic = `Logs with words of their own are mapped by a file tracecausal.yaml in the folder
of the logs, or by any file that --config names (--config none leaves one that
lies there unread). Lines such as

    2026-01-02 03:04:05.678Z w1 acquired L7 token=33
    2026-01-02 03:04:06.001Z w1 tx PUT id=9 to=w2

are read as the events of 'tracecausal help events' by

    formats:
      - name: worker
        files: "w*.log"
        text: '^(?<time>\S+ \S+) (?<node>\S+) (?<event>.*)$'
        kinds:
          - match: '^acquired (?<resource>\S+) token=(?<token>\d+)'
            kind: lease_acquire
          - match: '^tx \S+ id=(?<msg_id>\d+) to=(?<to>\S+)'
            kind: send

and JSON lines such as

    {"svc":{"name":"p1"},"message":"SENT","headers":{"id":7,"to":"p2"}}
    {"svc":{"name":"p1"},"message":"LOCKED","lock":"L7","fencing":33}

by

    formats:
      - name: payments
        files: "p*.json*"
        json:
          node: svc.name
          msg_id: headers.id
          to: headers.to
          resource: lock
          token: fencing
        kinds:
          - {match: '^SENT$', kind: send}
          - {match: '^LOCKED$', kind: lease_acquire}

A time is RFC 3339 (a date and a time of day, T or a blank between them, an
offset such as Z or +02:00), or a number since 1970. Without an offset it needs
tz or --tz. A time of day alone is no time: a line that gives one to the field
time is unreadable. Catch it in a group of another name, and know that it is
kept with the line and orders nothing.

A key that is unknown is an error; a path or pattern that finds nothing is a
warning with its line. Patterns are regular expressions of Go (RE2); write them
in single quotes.

A format; the first that claims a file reads it:
  name      for messages; required
  files     glob on the file's name, or on its path where it holds a slash
  detect    pattern on a line of the file's head; with files both must fit
  format    what reads the lines, of 'tracecausal formats'; json and text say it
  json      field: path of keys with dots between them; a backslash makes a dot
            part of a key. A field without a path is read under its own name
  text      pattern with named groups that takes a line apart. A group whose
            name is no field is kept and means nothing to the checks
  ignore    pattern of lines that are no events
  set       field: value, for every line
  kinds     see below

A kind; the first that matches gives an event its kind:
  match     pattern on the label (the field event); named groups are fields
  line      the same on the whole line
  kind      the kind; required
  set       field: value

At the top level, beside formats:
  kinds           the same for files of every format
  nodes           nodes of array clocks, in the order of the array: [A, B]
  external        nodes that keep no log, such as clients: [c*, db]
  promise         what the system promises: fifo, causal, total, total=lamport,
                  exactly-once, reliable, monotone-wall; or none
  total           decimal number that every snapshot adds up to
  max_skew        bound on the difference of any two wall clocks: 250ms
  max_hlc_drift   bound on how far an HLC may be ahead of the wall clock
  same_reading    true: HLC and time of a line come from one reading
  ticks           all or sends: which events raise a node's own clock entry
  time_unit       s, ms, us or ns: of numeric times
  tz              zone of times that state none: UTC, Europe/Berlin
  aliases         other name of a node: its name, as in {"10.0.0.1:80": A}
  node_from_file  pattern whose first group, in a file's name, is the node
  run_by_trace    true: a trace id tells runs apart
  reentrant       false: the holder of a lease may not acquire it again
  checks          run only these checks or groups: [lease, clock/wall]
  skip            leave these out
  require         these must apply

Flags overrule the file, and it overrules the headers of logs.`
