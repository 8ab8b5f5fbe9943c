"""What can be wrong with a rehearsal."""

from onair.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, TooMany


class TrainingNotFound(NotFound):
    code = "training_not_found"
    zh = "没有这场演练，或者您看不到它。没有任何改动，请从演练页重新打开。"
    en = "There is no such rehearsal, or not for you. Nothing was changed; open it from the rehearsal page."


class TrainingOver(Conflict):
    code = "training_over"
    zh = "这场演练已经结束。没有任何改动，可以看成绩或再练一次。"
    en = "This rehearsal is over. Nothing was changed; see its score or run it again."


class TrainingRuns(Conflict):
    code = "training_runs"
    zh = "这场演练还在进行，成绩结束后才有。没有任何改动。"
    en = "This rehearsal is still running; its score comes at the end. Nothing was changed."


class NotYourTraining(NotAllowed):
    code = "not_your_training"
    zh = "只有发起人和讲师可以这样操作这场演练。没有任何改动。"
    en = "Only who started this rehearsal and its instructor may do this. Nothing was changed."


class FaultsHidden(NotAllowed):
    code = "faults_hidden"
    zh = "这场演练的故障对学员保密，不能跳到下一个。没有任何改动；讲师可以跳。"
    en = "The faults of this rehearsal are kept from trainees, so nothing was skipped; its instructor may."


class NoFaultAhead(Conflict):
    code = "no_fault_ahead"
    zh = "后面没有别的故障了。没有跳过任何东西。"
    en = "No fault lies ahead. Nothing was skipped."


class TooManyTrainings(TooMany):
    code = "too_many_trainings"
    zh = "已有 {n} 场演练在进行。没有开始新的，请先停掉一场。"
    en = "{n} rehearsals are running. None was started; stop one first."


class ScenarioUnknown(BadInput):
    code = "scenario_unknown"
    zh = "没有「{name}」这个场景。没有开始演练，请从列表里选。"
    en = "There is no scenario {name}. No rehearsal was started; choose one of the list."


class SeatTaken(BadInput):
    code = "seat_wrong"
    zh = "座位「{seat}」坐不了：{why_zh}。没有开始演练。"
    en = "The seat {seat} cannot be taken: {why_en}. No rehearsal was started."


class SourceRuns(Conflict):
    code = "source_not_over"
    zh = "只有已结束的场次可以拿来演练。没有开始，请换一场。"
    en = "Only a show that is over can be rehearsed. Nothing was started; choose another."


class SourceUnfit(Conflict):
    code = "source_unfit"
    zh = "这个场次缺少第 {place} 个故障需要的数据（{name_zh}）。没有开始演练，请换场次或换故障。"
    en = "The show has not what fault {place} ({name_en}) needs. Nothing was started; take another show or fault."
