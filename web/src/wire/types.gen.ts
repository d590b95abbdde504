// Every type on the wire, generated from schema.json by `npm run generate`; edit the Python instead.

/**
 * What an answer does with one key point.
 */
export type Verdict = 'covered' | 'partial' | 'missed' | 'contradicted';
/**
 * What a reader should know about a verdict; a flag is never itself a verdict.
 */
export type Flag = 'unsure' | 'unverified';
/**
 * How far into the subject a key point lies; groups the display and breaks ties, never the sum.
 */
export type Depth = 'core' | 'deeper' | 'expert';
/**
 * What a reader should know about the whole answer; shown, never scored.
 */
export type Notice = 'addresses_grader' | 'repeats_model_answer' | 'echoes_question' | 'too_short';
/**
 * Why an answer was not graded.
 */
export type Reason =
  | 'model_unreachable'
  | 'model_too_slow'
  | 'model_busy'
  | 'model_refused'
  | 'model_misconfigured'
  | 'reply_cut'
  | 'reply_invalid'
  | 'answer_too_long'
  | 'budget_spent'
  | 'answer_budget_spent'
  | 'grader_failed';
/**
 * What became of one key point from one attempt to the next.
 */
export type Change = 'gained' | 'kept' | 'lost' | 'still_missing' | 'new';
export type ClientFrame =
  | Hello
  | (
      | AnswerMove
      | HintMove
      | ClarifyMove
      | RevealMove
      | SkipMove
      | NextMove
      | PauseMove
      | ResumeMove
      | RegradeMove
      | EstimateMove
      | EndMove
    )
  | DraftFrame
  | Pong;
export type Delta = VerdictDelta | TextDelta;
export type Event =
  | QuestionEvent
  | AnswerEvent
  | HintEvent
  | ClarificationEvent
  | RevealEvent
  | GradingEvent
  | GradeEvent
  | FeedbackEvent
  | PhaseEvent
  | EndedEvent;
export type Part = 'main' | 'follow_up';
export type Phase = 'asked' | 'answered' | 'paused' | 'ended';
/**
 * Practice has hints and feedback after each answer; timed has a clock, and results at the end.
 */
export type Mode = 'practice' | 'timed';
/**
 * Where the questions came from. What is said in a sample interview is no measure of progress.
 */
export type Source = 'everything' | 'essentials' | 'due' | 'weakest' | 'named' | 'sample';
export type Level = 'junior' | 'mid' | 'senior';
export type Line = PointLine | MisconceptionLine | CriterionLine;
export type Move =
  | AnswerMove
  | HintMove
  | ClarifyMove
  | RevealMove
  | SkipMove
  | NextMove
  | PauseMove
  | ResumeMove
  | RegradeMove
  | EstimateMove
  | EndMove;
/**
 * What became of one question.
 */
export type State = 'graded' | 'estimated' | 'waiting' | 'not_graded' | 'skipped' | 'open';
export type ServerFrame =
  | Welcome
  | (
      | QuestionEvent
      | AnswerEvent
      | HintEvent
      | ClarificationEvent
      | RevealEvent
      | GradingEvent
      | GradeEvent
      | FeedbackEvent
      | PhaseEvent
      | EndedEvent
    )
  | CaughtUp
  | Ack
  | Nack
  | (VerdictDelta | TextDelta)
  | Snapshot
  | Ping
  | GoAway;

export interface Ack {
  type: 'ack';
  cmid: string;
  seq: number;
  status: 'stored' | 'duplicate';
}
/**
 * One answer with every grade and feedback it was given, oldest first.
 */
export interface Answer {
  at: string;
  given: AnswerData;
  grades: (GradedData | NotGradedData)[];
  feedback: FeedbackData[];
}
export interface AnswerData {
  answer_id: string;
  text: string;
  via: 'typed' | 'spoken';
  /**
   * came after the deadline of a timed question
   */
  late: boolean;
}
/**
 * `final` is true of every grade; `estimate` says that it stands in for one still to come.
 */
export interface GradedData {
  answer_id: string;
  version: number;
  result: 'graded';
  final: true;
  estimate: boolean;
  scores: Scores;
  lines: Lines;
  band: Band | null;
  notices: Notice[];
  follow_up: FollowUpOffer | null;
  provenance: Provenance;
}
export interface Scores {
  /**
   * out of 100, in steps of 0.1
   */
  technical: number;
  /**
   * out of 100, in steps of 0.1
   */
  phrasing: number;
}
/**
 * The lines of the score sheet that a candidate sees: misconceptions only where held.
 */
export interface Lines {
  points: PointLine[];
  misconceptions: MisconceptionLine[];
  limits: LimitLine[];
  criteria: CriterionLine[];
  errors: OtherError[];
}
/**
 * A key point on the score sheet.
 */
export interface PointLine {
  id: string;
  verdict: Verdict;
  credit: number;
  evidence: Evidence[];
  flags: Flag[];
  line: 'point';
  says: string;
  because: string;
  depth: Depth;
  /**
   * out of 100, in steps of 0.1
   */
  earned: number;
  /**
   * out of 100, in steps of 0.1
   */
  possible: number;
}
/**
 * Words of the answer. `answer[start:end] == quote`; offsets count code points.
 */
export interface Evidence {
  quote: string;
  start: number;
  end: number;
}
/**
 * A misconception on the score sheet; `earned` is 0 or below.
 */
export interface MisconceptionLine {
  id: string;
  held: boolean;
  evidence: Evidence[];
  flags: Flag[];
  line: 'misconception';
  claims: string;
  because: string;
  /**
   * out of 100, in steps of 0.1
   */
  earned: number;
}
/**
 * A limit that kept points from being taken off: the cap on misconceptions, or the floor at 0.
 */
export interface LimitLine {
  says: string;
  /**
   * out of 100, in steps of 0.1
   */
  earned: number;
}
/**
 * A phrasing criterion on the score sheet; `says` is the anchored text of the level reached.
 */
export interface CriterionLine {
  id: string;
  level: number;
  evidence: Evidence[];
  flags: Flag[];
  /**
   * what was heard or counted, for a person
   */
  note: string;
  line: 'criterion';
  name: string;
  says: string;
  advice: string;
  /**
   * out of 100, in steps of 0.1
   */
  earned: number;
  /**
   * out of 100, in steps of 0.1
   */
  possible: number;
}
/**
 * Something else that is wrong in the answer: shown, not scored.
 */
export interface OtherError {
  evidence: Evidence;
  why: string;
}
/**
 * How far off the technical score may be. `basis` says in one sentence how that was measured.
 */
export interface Band {
  /**
   * out of 100, in steps of 0.1
   */
  low: number;
  /**
   * out of 100, in steps of 0.1
   */
  high: number;
  basis: string;
}
/**
 * A follow-up may be asked with `next {follow_up: true}`.
 */
export interface FollowUpOffer {
  probe: string;
}
/**
 * By what, with what, when: enough to show years later how a grade came about.
 */
export interface Provenance {
  grader: string;
  grader_version: string;
  rubric_version: string;
  model_asked: string | null;
  model_served: string | null;
  prompts: PromptUsed[];
  settings: {
    [k: string]: string | number | boolean | null;
  };
  usage: Usage | null;
  /**
   * which claim of the job made it
   */
  claim: number | null;
  at: string | null;
}
export interface PromptUsed {
  name: string;
  version: string;
}
/**
 * Tokens of every call made for one grade, failed tries included.
 */
export interface Usage {
  tokens_in: number;
  tokens_out: number;
  /**
   * counted by us because the server did not say
   */
  estimated: boolean;
  calls: number;
}
/**
 * Not graded: why, and when it will be tried again; `final` means it will not be by itself.
 */
export interface NotGradedData {
  answer_id: string;
  version: number;
  result: 'not_graded';
  final: boolean;
  reason: Reason;
  message: string;
  retry_at: string | null;
}
/**
 * Markdown. `by` tells whether a model or the template wrote it.
 */
export interface FeedbackData {
  answer_id: string;
  version: number;
  technical: string;
  phrasing: string;
  stronger: string;
  by: 'template' | 'model';
}
export interface AnswerEvent {
  type: 'event';
  seq: number;
  at: string;
  kind: 'answer';
  data: AnswerData;
}
/**
 * `raw` is what the recogniser heard, where the text was corrected.
 */
export interface AnswerMove {
  type: 'move';
  cmid: string;
  about: number;
  kind: 'answer';
  text: string;
  raw?: string | null;
  via?: 'typed' | 'spoken';
}
/**
 * A hint, a clarification or the model answer.
 */
export interface Aside {
  at: string;
  kind: string;
  said: AsideData;
}
/**
 * Something the interviewer said beside the question, and what it was asked for.
 */
export interface AsideData {
  text: string;
  asked: string | null;
}
/**
 * A misconception that one of the two attempts holds.
 */
export interface BeliefChange {
  id: string;
  claims: string;
  before: boolean;
  after: boolean;
}
export interface CaughtUp {
  type: 'caught_up';
  seq: number;
}
export interface ClarificationEvent {
  type: 'event';
  seq: number;
  at: string;
  kind: 'clarification';
  data: AsideData;
}
export interface ClarifyMove {
  type: 'move';
  cmid: string;
  about: number;
  kind: 'clarify';
  text?: string | null;
}
export interface Hello {
  type: 'hello';
  proto: 'viva.1';
  epoch?: string | null;
  last_seq?: number;
}
export interface HintMove {
  type: 'move';
  cmid: string;
  about: number;
  kind: 'hint';
}
export interface RevealMove {
  type: 'move';
  cmid: string;
  about: number;
  kind: 'reveal';
}
export interface SkipMove {
  type: 'move';
  cmid: string;
  about: number;
  kind: 'skip';
}
export interface NextMove {
  type: 'move';
  cmid: string;
  about: number;
  kind: 'next';
  follow_up?: boolean;
}
export interface PauseMove {
  type: 'move';
  cmid: string;
  about: number;
  kind: 'pause';
}
export interface ResumeMove {
  type: 'move';
  cmid: string;
  about: number;
  kind: 'resume';
}
/**
 * Run the grader again on the newest answer, after not_graded.
 */
export interface RegradeMove {
  type: 'move';
  cmid: string;
  about: number;
  kind: 'regrade';
}
/**
 * Ask for a separate grade by the embedded grader, labelled as an estimate.
 */
export interface EstimateMove {
  type: 'move';
  cmid: string;
  about: number;
  kind: 'estimate';
}
export interface EndMove {
  type: 'move';
  cmid: string;
  about: number;
  kind: 'end';
}
export interface DraftFrame {
  type: 'draft';
  about: number;
  text: string;
}
export interface Pong {
  type: 'pong';
  last_seq?: number;
}
export interface CriterionMean {
  id: string;
  name: string;
  /**
   * out of 100, in steps of 0.1
   */
  earned: number;
  /**
   * out of 100, in steps of 0.1
   */
  possible: number;
}
/**
 * One verdict, verified, as a line of the score sheet that is to come.
 */
export interface VerdictDelta {
  type: 'delta';
  stream_id: string;
  i: number;
  answer_id: string;
  channel: 'verdict';
  line: PointLine | MisconceptionLine | CriterionLine;
}
/**
 * `text` goes on where this stream and channel stopped.
 */
export interface TextDelta {
  type: 'delta';
  stream_id: string;
  i: number;
  answer_id: string;
  channel: 'technical' | 'phrasing' | 'stronger' | 'reply';
  text: string;
}
/**
 * What changed since an earlier attempt. Scores of different graders or rubrics are not to be compared.
 */
export interface Difference {
  interview_id: string;
  at: string;
  before: Scores;
  after: Scores;
  /**
   * graded by the same grader, its same version and the same rubric
   */
  comparable: boolean;
  points: PointChange[];
  beliefs: BeliefChange[];
}
/**
 * `before` is None where the earlier rubric did not have this point.
 */
export interface PointChange {
  id: string;
  says: string;
  before: Verdict | null;
  after: Verdict;
  change: Change;
}
export interface Draft {
  about: number;
  text: string;
}
/**
 * A question with key points due today. Which points they are is not told: that would be half the answer.
 */
export interface DueQuestion {
  question_id: string;
  topic: string;
  ask: string;
  points: number;
}
/**
 * How many answers had a grade at the end and how many were waiting; late grades may follow.
 */
export interface EndedData {
  graded: number;
  waiting: number;
}
export interface EndedEvent {
  type: 'event';
  seq: number;
  at: string;
  kind: 'ended';
  data: EndedData;
}
/**
 * Every error: a code for programs, a sentence for people, and the field where there is one.
 */
export interface ErrorOut {
  code: string;
  message: string;
  field: string | null;
}
export interface QuestionEvent {
  type: 'event';
  seq: number;
  at: string;
  kind: 'question';
  data: QuestionData;
}
/**
 * A question was asked; never holds the key points.
 */
export interface QuestionData {
  number: number;
  of: number;
  part: Part;
  question_id: string;
  rubric_version: string;
  ask: string;
  topic: string;
  /**
   * how many hints there are
   */
  hints: number;
  deadline: string | null;
}
export interface HintEvent {
  type: 'event';
  seq: number;
  at: string;
  kind: 'hint';
  data: AsideData;
}
export interface RevealEvent {
  type: 'event';
  seq: number;
  at: string;
  kind: 'reveal';
  data: AsideData;
}
export interface GradingEvent {
  type: 'event';
  seq: number;
  at: string;
  kind: 'grading';
  data: GradingData;
}
/**
 * Grading was ordered; once per answer and version, tries in between are not events.
 */
export interface GradingData {
  answer_id: string;
  version: number;
  grader: string;
}
export interface GradeEvent {
  type: 'event';
  seq: number;
  at: string;
  kind: 'grade';
  data: GradedData | NotGradedData;
}
export interface FeedbackEvent {
  type: 'event';
  seq: number;
  at: string;
  kind: 'feedback';
  data: FeedbackData;
}
export interface PhaseEvent {
  type: 'event';
  seq: number;
  at: string;
  kind: 'phase';
  data: PhaseData;
}
/**
 * A pause or its end; a resumed timed question gets the time back that the pause took.
 */
export interface PhaseData {
  from: Phase;
  to: Phase;
  deadline: string | null;
}
/**
 * `spread_ms`: reconnect after a random part of this time.
 */
export interface GoAway {
  type: 'goaway';
  code: number;
  spread_ms: number;
}
/**
 * The grader that grades now. `about` is what a candidate should know of it, in a sentence or two.
 */
export interface GraderOut {
  name: 'embedded' | 'llm';
  version: string;
  model: string | null;
  /**
   * false while the model cannot be reached; answers are stored and graded later
   */
  live: boolean;
  about: string;
}
export interface HealthOut {
  status: 'ok';
  version: string;
  grader: GraderOut;
}
/**
 * An interview as a list shows it.
 */
export interface InterviewCard {
  id: string;
  track: string;
  mode: Mode;
  source: Source;
  phase: string;
  number: number;
  of: number;
  made_at: string;
}
export interface InterviewOut {
  id: string;
  track: string;
  mode: Mode;
  phase: Phase;
  number: number;
  of: number;
  seed: number;
  source: Source;
  /**
   * an example answer to each question of a sample interview
   */
  examples: string[];
}
/**
 * How many key points stand how.
 */
export interface Known {
  solid: number;
  shaky: number;
  missed: number;
  new: number;
}
export interface Limits {
  answer_chars: number;
  clarify_chars: number;
  frame_bytes: number;
}
export interface Nack {
  type: 'nack';
  cmid: string;
  code: 'out_of_turn' | 'conflict' | 'invalid' | 'too_long' | 'storage_full' | 'unavailable' | 'not_found';
  message: string;
  retryable: boolean;
  retry_ms: number | null;
}
/**
 * `POST /api/interviews`: name the questions, or let them be drawn. `count` or `minutes`, not both.
 */
export interface NewInterview {
  track?: string;
  question_ids?: [string, ...string[]] | null;
  /**
   * topics or topic/subtopic paths
   *
   * @maxItems 50
   */
  topics?: string[];
  level?: Level | null;
  count?: number | null;
  /**
   * three minutes a question
   */
  minutes?: number | null;
  /**
   * where they are drawn from; sample is the two-minute first interview
   */
  source?: 'everything' | 'essentials' | 'due' | 'weakest' | 'sample';
  mode?: Mode;
  seed?: number | null;
}
/**
 * One attempt at a question; `since` is what changed since the graded one before it.
 */
export interface PastAttempt {
  interview_id: string;
  at: string;
  number: number;
  first: boolean;
  hinted: boolean;
  text: string;
  grader: string | null;
  grader_version: string | null;
  rubric_version: string;
  estimate: boolean;
  scores: Scores | null;
  points: PointLine[];
  /**
   * the misconceptions held, as their claims
   */
  held: string[];
  since: Difference | null;
}
export interface Ping {
  type: 'ping';
  head_seq: number;
}
/**
 * Moments are instants; the reader's own calendar makes days of them.
 */
export interface ProgressReport {
  track: string;
  topics: TopicKnowledge[];
  due: DueQuestion[];
  /**
   * when each further key point falls due, the soonest first
   */
  upcoming: string[];
  /**
   * subtopics as topic/subtopic, the weakest first
   */
  weakest: string[];
  trend: TrendPoint[];
  answered_at: string[];
}
export interface TopicKnowledge {
  id: string;
  name: string;
  questions: number;
  answered: number;
  known: Known;
  subtopics: SubtopicKnowledge[];
}
export interface SubtopicKnowledge {
  id: string;
  name: string;
  questions: number;
  answered: number;
  known: Known;
}
/**
 * One interview's means over its first answers, by one version of one grader.
 */
export interface TrendPoint {
  interview_id: string;
  at: string;
  grader: string;
  grader_version: string;
  questions: number;
  /**
   * out of 100, in steps of 0.1
   */
  technical: number;
  /**
   * out of 100, in steps of 0.1
   */
  phrasing: number;
}
export interface QuestionHistory {
  question_id: string;
  topic: string;
  ask: string;
  attempts: PastAttempt[];
}
/**
 * One main question with its follow-ups. `after_follow_ups` is the technical score they led to.
 *
 * `since` is what changed since the last attempt, in an earlier interview.
 */
export interface QuestionReport {
  state: State;
  turn: Turn;
  follow_ups: Turn[];
  after_follow_ups: number | null;
  since: Difference | null;
}
/**
 * One question (main or follow-up), what was said beside it, and the answers; the first one is unprompted.
 */
export interface Turn {
  seq: number;
  at: string;
  question: QuestionData;
  asides: Aside[];
  answers: Answer[];
}
/**
 * A key point to rehearse next: the heaviest that was missed or contradicted.
 */
export interface Rehearse {
  number: number;
  question_id: string;
  says: string;
  because: string;
}
export interface Report {
  id: string;
  track: string;
  mode: Mode;
  phase: Phase;
  started_at: string | null;
  ended_at: string | null;
  standing: {
    [k: string]: number;
  };
  summaries: Summary[];
  rehearse: Rehearse[];
  questions: QuestionReport[];
}
/**
 * Means over the main questions that one grader graded: their first, unprompted answers.
 */
export interface Summary {
  grader: string;
  grader_version: string;
  estimate: boolean;
  questions: number;
  /**
   * out of 100, in steps of 0.1
   */
  technical: number;
  /**
   * out of 100, in steps of 0.1
   */
  phrasing: number;
  topics: TopicMean[];
  criteria: CriterionMean[];
}
export interface TopicMean {
  topic: string;
  questions: number;
  /**
   * out of 100, in steps of 0.1
   */
  technical: number;
}
/**
 * `resumed` is false when the client must start from 0: another epoch, or a `last_seq` beyond the head.
 */
export interface Welcome {
  type: 'welcome';
  epoch: string;
  head_seq: number;
  resumed: boolean;
  phase: Phase;
  draft: Draft | null;
  limits: Limits;
  ping_s: number;
}
/**
 * All that a stream in flight has said so far; the next delta of the stream has `i + 1`.
 */
export interface Snapshot {
  type: 'snapshot';
  stream_id: string;
  i: number;
  answer_id: string;
  lines: (PointLine | MisconceptionLine | CriterionLine)[];
  texts: {
    [k: string]: string;
  };
}
export interface SubtopicOut {
  id: string;
  name: string;
  questions: number;
}
export interface TopicOut {
  id: string;
  name: string;
  questions: number;
  subtopics: SubtopicOut[];
}
export interface TrackOut {
  id: string;
  name: string;
  about: string;
  questions: number;
  levels: {
    [k: string]: number;
  };
  /**
   * how many questions are essentials
   */
  essentials: number;
  /**
   * how many questions the sample interview has; 0 where there is none
   */
  sample: number;
  topics: TopicOut[];
}
