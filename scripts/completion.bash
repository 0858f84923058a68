# Completes verbs and options of cleave in bash, and files where neither fits: source it from ~/.bashrc.
_cleave() {
    local words=${COMP_LINE#* } before
    before=$((${#COMP_LINE} - ${#words}))
    mapfile -t COMPREPLY < <(cleave "[suggest:$((COMP_POINT - before))]" "$words" 2>/dev/null | grep -e "^${COMP_WORDS[COMP_CWORD]}")
}
complete -o default -F _cleave cleave
