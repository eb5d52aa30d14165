#!/usr/bin/env python3
"""Makes the files beside it again: see README.md."""

import json
import pathlib
import random
import subprocess

import svmutil
from sklearn.svm import SVC, OneClassSVM

chance = random.Random(4)


def draw_row():
    row = [round(chance.gauss(0, 1), 3) for _ in range(4)]
    return [0 if chance.random() < 0.2 else value for value in row]


def is_abnormal(row):
    return row[0] * row[1] + 0.4 * row[2] + chance.gauss(0, 0.2) > 0.1


def sparse(row):
    return {i + 1: value for i, value in enumerate(row) if value != 0}


def write_rows(name, rows, labels):
    with open(name, 'w') as file:
        for row, label in zip(rows, labels):
            entries = [f'{i}:{value}' for i, value in sparse(row).items()]
            print(label, *entries, file=file)


def decisions(model_file, rows):
    model = svmutil.svm_load_model(model_file)
    predicted, _, values = svmutil.svm_predict([0] * len(rows), [sparse(row) for row in rows], model, '-q')
    return {'predicted': [int(label) for label in predicted], 'decisions': [value[0] for value in values]}


def write_model(name, machine, header):
    """As a scikit-learn user writes libsvm's format: C-SVC with the classes -1 and 1, or one-class."""
    is_one_class = isinstance(machine, OneClassSVM)
    # Of two classes, libsvm is above 0 for the first one, scikit-learn for the last one.
    sign = 1 if is_one_class else -1
    with open(name, 'w') as file:
        print('svm_type', 'one_class' if is_one_class else 'c_svc', file=file)
        print(header, 'nr_class 2', f'total_sv {len(machine.support_vectors_)}', sep='\n', file=file)
        print(f'rho {-sign * machine.intercept_[0]:.17g}', file=file)
        if not is_one_class:
            print('label', *machine.classes_, file=file)
            print('nr_sv', *machine.n_support_, file=file)
        print('SV', file=file)
        for weight, vector in zip(machine.dual_coef_[0], machine.support_vectors_):
            entries = [f'{i}:{value:.17g}' for i, value in sparse(vector).items()]
            print(f'{sign * weight:.17g}', *entries, file=file)


rows = [draw_row() for _ in range(60)]
others = [draw_row() for _ in range(19)] + [[0, 0, 0, 0]]
flags = [is_abnormal(row) for row in rows]
# svm-train names the label of the first row first; but 1 before -1, wherever they are.
first_normal = flags.index(False)
rows = [rows[first_normal]] + rows[:first_normal] + rows[first_normal + 1 :]
flags = [False] + flags[:first_normal] + flags[first_normal + 1 :]
normal = [row for row, flag in zip(rows, flags) if not flag]
write_rows('signs.rows', rows, ['+1' if flag else '-1' for flag in flags])
write_rows('zero-first.rows', rows, [int(flag) for flag in flags])
write_rows('normal.rows', normal, [1] * len(normal))

cases = {}
for name, data, options in [
    ('linear', 'signs', '-s 0 -t 0 -c 2'),
    ('linear-zero-first', 'zero-first', '-s 0 -t 0 -c 2'),
    ('polynomial', 'signs', '-s 0 -t 1 -d 3 -g 0.5 -r 1.5 -c 4'),
    ('polynomial-zero-first', 'zero-first', '-s 0 -t 1 -d 2 -g 0.3 -r 1 -c 4'),
    ('rbf', 'signs', '-s 0 -t 2 -g 0.7 -c 10'),
    ('rbf-zero-first', 'zero-first', '-s 0 -t 2 -g 0.25 -c 10'),
    ('rbf-with-probabilities', 'signs', '-s 0 -t 2 -g 0.7 -c 10 -b 1'),
    ('one-class', 'normal', '-s 2 -t 2 -g 0.5 -n 0.2'),
]:
    model_file = f'{name}.model'
    subprocess.run(['svm-train', '-q', *options.split(), f'{data}.rows', model_file], check=True)
    cases[name] = {'options': options, **decisions(model_file, others)}

svc = SVC(kernel='rbf', gamma=0.4, C=5).fit(rows, [1 if flag else -1 for flag in flags])
write_model('scikit-learn-svc.model', svc, 'kernel_type rbf\ngamma 0.4')
# SVC is above 0 for the class 1, which is abnormal: not so in the file, of which this is the other side.
cases['scikit-learn-svc'] = {'options': str(svc), **decisions('scikit-learn-svc.model', others)}
cases['scikit-learn-svc']['scikitLearn'] = list(svc.decision_function(others))
one = OneClassSVM(kernel='poly', degree=2, gamma=0.3, coef0=1, nu=0.3).fit(normal)
write_model('scikit-learn-one-class.model', one, 'kernel_type polynomial\ndegree 2\ngamma 0.3\ncoef0 1')
cases['scikit-learn-one-class'] = {'options': str(one), **decisions('scikit-learn-one-class.model', others)}
cases['scikit-learn-one-class']['scikitLearn'] = list(one.decision_function(others))

# Scaled: the fourth feature is constant where it was trained, and not where it is used.
constant = [row[:3] + [7] for row in rows]
write_rows('unscaled.rows', constant, ['+1' if flag else '-1' for flag in flags])
write_rows('others.rows', others, [0] * len(others))
with open('scaled.rows', 'w') as file:
    subprocess.run(['svm-scale', '-l', '-1', '-u', '2', '-s', 'scaled.range', 'unscaled.rows'], stdout=file, check=True)
with open('others-scaled.rows', 'w') as file:
    subprocess.run(['svm-scale', '-r', 'scaled.range', 'others.rows'], stdout=file, check=True)
subprocess.run('svm-train -q -s 0 -t 2 -g 0.5 -c 10 scaled.rows scaled.model'.split(), check=True)
_, scaled_others = svmutil.svm_read_problem('others-scaled.rows')
scaled = {'options': '-s 0 -t 2 -g 0.5 -c 10, after svm-scale -l -1 -u 2'}
scaled.update(decisions('scaled.model', [[row.get(i, 0) for i in range(1, 5)] for row in scaled_others]))


def line(value):
    return json.dumps(value)


with open('expected.json', 'w') as file:
    print('{\n  "rows": [\n    ' + ',\n    '.join(map(line, others)) + '\n  ],\n  "cases": {', file=file)
    print(',\n'.join(f'    {line(name)}: {line(case)}' for name, case in cases.items()), file=file)
    print(f'  }},\n  "scaled": {line(scaled)}\n}}', file=file)

for file in pathlib.Path().glob('*.rows'):
    file.unlink()
