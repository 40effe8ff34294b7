package import Certificates

/// A fault of the log with its sentence in both languages.
package protocol LogFaultWording {
    /// One sentence that says what is wrong.
    var text: Text { get }
}

extension FileFailure: LogFaultWording {
    package var text: Text { Text(both: "\(path): \(call): \(reason)") }
}

extension Fetcher.Failure: LogFaultWording {
    package var text: Text { Text(both: "\(url): \(reason)") }
}

extension MerkleFault: LogFaultWording {
    package var text: Text {
        switch self {
        case .outOfRange:
            Text("sizes and index of the proof do not fit each other", "证明中的大小与序号不相容")
        case .length:
            Text("the proof has too few or too many hashes", "证明中的哈希数量不对")
        case .root: Text("the proof leads to another root", "证明得出的根与检查点不符")
        }
    }
}

extension NoteFault: LogFaultWording {
    package var text: Text {
        switch self {
        case .tooLong: Text("the note is longer than is read", "签名文本超出长度上限")
        case .encoding:
            Text(
                "the note is not UTF-8 or has a control character", "签名文本不是 UTF-8 或含控制字符")
        case .shape:
            Text(
                "the note has not the form text, blank line, signatures", "签名文本缺少正文、空行或签名")
        case .signatureLine: Text("a signature line has another form", "签名行格式不对")
        case .badSignature(let name):
            Text("the signature of \(name) is wrong", "\(name) 的签名无效")
        }
    }
}

extension CheckpointFault: LogFaultWording {
    package var text: Text {
        switch self {
        case .note(let fault): fault.text
        case .lines:
            Text("the checkpoint has not three lines", "检查点不足三行或含空行")
        case .size: Text("the checkpoint's size is no number", "检查点的大小不是数字")
        case .root: Text("the checkpoint's root is no hash", "检查点的根不是哈希")
        }
    }
}

extension PolicyFault: LogFaultWording {
    package var text: Text {
        switch self {
        case .origin(let origin):
            Text("the checkpoint is of another log: \(origin)", "检查点属于另一日志：\(origin)")
        case .notSigned:
            Text("no known key of the log signed the checkpoint", "检查点没有该日志已知密钥的签名")
        case .signature(let fault): fault.text
        case .quorum(let have, let need):
            Text(
                "\(have) known witnesses cosigned the checkpoint; \(need) must",
                "检查点有 \(have) 个已知见证者联署；需要 \(need) 个")
        }
    }
}

extension LogProofFault: LogFaultWording {
    package var text: Text {
        switch self {
        case .form: Text("not a tlog-proof@v1", "不是 tlog-proof@v1 文件")
        case .checkpoint(let fault): fault.text
        case .merkle(let fault): fault.text
        case .policy(let fault): fault.text
        }
    }
}

extension TileFault: LogFaultWording {
    package var text: Text {
        switch self {
        case .missing(let path): Text("\(path) is not there", "缺少 \(path)")
        case .unreadable(let path, let reason):
            Text("\(path) cannot be read: \(reason)", "无法读取 \(path)：\(reason)")
        case .malformed(let path):
            Text("\(path) has not the bytes of its width", "\(path) 的字节数与宽度不符")
        case .differs(let path):
            Text(
                "\(path) is not what the entries make of it", "\(path) 与条目算出的内容不符")
        }
    }
}

extension RereadFault: LogFaultWording {
    package var text: Text {
        switch self {
        case .behind(let size, let signed):
            Text(
                "there are \(size) entries, and \(signed) were signed: an older state was restored",
                "现有 \(size) 条，而已签名 \(signed) 条：恢复了较旧的状态")
        case .forked(let checkpoint):
            Text(
                "the first \(checkpoint.size) entries are not those that were signed",
                "前 \(checkpoint.size) 条与已签名的不同")
        case .changed(let size):
            Text("the first \(size) entries have changed", "前 \(size) 条已改变")
        case .tile(let fault): fault.text
        }
    }
}

extension MonitorFinding: LogFaultWording {
    package var text: Text {
        switch self {
        case .checkpoint(let fault): fault.text
        case .policy(let fault): fault.text
        case .shrunk(let before, let now):
            Text(
                "the log shrank from \(before.checkpoint.size) to \(now.checkpoint.size) entries",
                "日志从 \(before.checkpoint.size) 条缩减到 \(now.checkpoint.size) 条")
        case .forked(let before, let now):
            Text(
                "the log forked: its signed checkpoints of \(before.checkpoint.size) and "
                    + "\(now.checkpoint.size) entries contradict each other",
                "日志分叉：已签名的 \(before.checkpoint.size) 条与 \(now.checkpoint.size) 条检查点互相矛盾")
        case .otherRoot(let root, let signed):
            Text(
                "the \(signed.checkpoint.size) published entries have the root \(root.base64), "
                    + "not that of the checkpoint",
                "公布的 \(signed.checkpoint.size) 条的根为 \(root.base64)，与检查点不符")
        case .reading(let fault): fault.text
        }
    }
}

extension LogWriterFault: LogFaultWording {
    package var text: Text {
        switch self {
        case .behind(let size, let signed): RereadFault.behind(size: size, signed: signed).text
        case .forked(let checkpoint): RereadFault.forked(checkpoint).text
        case .damagedLeaf(let index):
            Text(
                "entry \(index) of the database has not the hash stored with it",
                "数据库第 \(index) 条与随其存储的哈希不符")
        case .otherLeaf(let index):
            Text(
                "entry \(index) of the files is not the database's", "文件中第 \(index) 条与数据库不同")
        case .damagedCheckpoint:
            Text(
                "the stored checkpoint is none that this log's key signed",
                "存储的检查点不是本日志密钥所签")
        case .tile(let fault): fault.text
        case .entry(let index, .tooLong(let count)):
            Text(
                "entry \(index) has \(count) bytes; at most \(EntryBundle.entryLimit)",
                "第 \(index) 条有 \(count) 字节；上限 \(EntryBundle.entryLimit)")
        case .file(let failure): failure.text
        case .database(let reason):
            Text("the database cannot be read: \(reason)", "无法读取数据库：\(reason)")
        case .signer(.origin(let origin)):
            Text("not a log's name: \(origin)", "不是日志名称：\(origin)")
        case .signer(.continuesAnother):
            Text(
                "the tree was not read against the checkpoint signed last",
                "该树未与最近一次签名的检查点核对")
        }
    }
}

extension WitnessStateFile.Problem: LogFaultWording {
    package var text: Text {
        switch self {
        case .missing:
            Text(
                "there is no state; a witness that forgot must not begin anew (a first start takes --new)",
                "没有状态文件；遗忘的见证者不得从头开始（首次启动请加 --new）")
        case .damaged: Text("the state file is damaged", "状态文件已损坏")
        case .file(let failure): failure.text
        }
    }
}
