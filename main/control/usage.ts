/** What the command line is told to whoever asks for help. */
export const usage = `adjutant COMMAND [--home DIR] [--json]

  status                          how everything stands
  doctor                          look at each hop, and what to do about what is not in order
  call TARGET [--goal TEXT]       call +1…, extension:100 or sip:…
  hangup [CALL]                   end a call
  step-up [CALL]                  the caller is you: from here on the call may do what you may
  calls [--last N]                the last calls, how they came out and what they used (20)
  number                          the numbers of the account, and what answers each
  number answer +1…               have calls to it answered, with a mailbox for the time away
  number undo +1…                 put back what answered it before
  hand-over TARGET [--call ID] [--sentence TEXT]   connect a live call with somebody else
  senders                         who wrote over Carbon Voice and was refused, and who is allowed
  allow SENDER [--answer]         let them write; with --answer what they wrote in the last hour is answered
  disallow SENDER                 ignore them again
  mcp                             the MCP servers: exactly what is started, and their tools
  mcp approve NAME                allow one, as it is now; mcp revoke NAME takes it back
  webhooks                        the addresses of the webhooks, which are secrets
  webhooks rotate [carbonvoice|voipbin]   make their secret paths anew
  say TEXT                        a message from the desk; the reply is streamed
  approvals                       what waits for your yes
  approve ID | deny ID            answer it; the beginning of the id is enough
  audit [--last N]                what was done, and who approved it where (20)
  export [--since ISO] [--format jsonl|markdown]   the whole thread
  search TEXT [--last N]          messages with these words, newest first (20)
  notes [--facts] [WORDS]         what the agent keeps for you, newest first
  note edit ID TEXT | delete ID | undo ID   change or delete a note, and take the last change back
  contacts [WORDS]                the people it knows
  contact delete ID               delete one of them
  message TO TEXT                 write to conversation:ID, user:ID or an e-mail address;
    [--link URL] [--file PATH] [--audio PATH]   along with it, each as often as wanted
  ledger                          what waits to be handled or sent, and what failed
  retry ID [--text TEXT]          try one of them again; what goes out with other words
  drop ID                         give one of them up
  forget WHO [--yes]              what is kept of a person; with --yes it is deleted
  backup FILE [--force]           everything but the secrets in one file, also while it runs
  restore FILE                    puts a backup in the place of what is there
  tasks [--all]                   your tasks and follow-ups; with --all also those that are over
  task done|drop|reopen ID        what became of one of them
  reminders [--all] | reminder cancel ID   what you will be told; call one of them off
  models                          the models of each provider, and which one is asked
  meters [--days N]               what models and calls used and cost, by day (7)
  turns [--last N]                the stages of the last turns (20)
  pause | resume                  stop answering, and answer again
  toggle | ui                     the window; a fresh link to the page
  talk                            push to talk: begins to listen in the window, and ends it
  open LINK                       adjutant://show, message/ID or compose?text=WORDS, in the window
  secret set NAME | delete NAME | list    keychain entries; a value is read from standard input
  rehearse message TEXT [--file PATH]… [--link URL]… [--from NAME] [--group] [--tag]
                                  a practice voice message (with --rehearsal)
  rehearse react EMOJI            the practice owner reacts to the newest request for a yes
  rehearse call [TEXT…]           a practice call; each text is said in a pause of the agent
  rehearse interrupt TEXT         the practice caller speaks at once
  rehearse hangup                 the practice caller hangs up
  rehearse text TEXT              the practice caller sends a text message
  rehearse fault NAME on|off      a fault of the practice services
  service install|remove|status   run as a service of yours, on a machine that is always on (Linux)
  quit                            stop in order
`;
